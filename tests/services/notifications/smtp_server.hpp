#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace oms::notifications {

struct ReceivedMail {
    std::string from;
    std::string to;
    std::string data;
};

// A mail server of a few lines on a free port of the loopback, one connection at a time. It answers
// as told: by command (CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, END), a line such as "550 no", "hang"
// (no answer until the client goes away) or "drop" (closes the connection; what was sent has
// arrived).
class SmtpServer {
public:
    explicit SmtpServer(std::map<std::string, std::string> answers = {});
    ~SmtpServer();
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    std::vector<ReceivedMail> mails() const;
    // All lines of commands, as they came.
    std::vector<std::string> commands() const;

private:
    void serve();
    void talk(int connection);
    // False: the connection is over.
    bool answer(int connection, const std::string& command, const std::string& usual);
    bool take(int connection, const std::string& line, ReceivedMail& mail);

    std::map<std::string, std::string> answers_;
    int listening_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    bool stopping_ = false;
    int connection_ = -1;
    std::vector<ReceivedMail> mails_;
    std::vector<std::string> commands_;
    std::thread thread_;
};

}  // namespace oms::notifications
