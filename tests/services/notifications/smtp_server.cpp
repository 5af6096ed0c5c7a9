#include "tests/services/notifications/smtp_server.hpp"

#include <optional>
#include <utility>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace oms::notifications {
namespace {

bool send_line(int connection, std::string line) {
    line += "\r\n";
    return send(connection, line.data(), line.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(line.size());
}

// Up to CR LF, without it; none when the client is gone.
std::optional<std::string> read_line(int connection) {
    std::string line;
    for (char byte = 0; recv(connection, &byte, 1, 0) == 1;) {
        line += byte;
        if (line.ends_with("\r\n")) return line.substr(0, line.size() - 2);
    }
    return std::nullopt;
}

std::string in_angles(const std::string& line) {
    const std::size_t open = line.find('<');
    return line.substr(open + 1, line.find('>') - open - 1);
}

}  // namespace

SmtpServer::SmtpServer(std::map<std::string, std::string> answers) : answers_(std::move(answers)) {
    listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(listening_ >= 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    REQUIRE(bind(listening_, any, size) == 0);
    REQUIRE(listen(listening_, 4) == 0);
    REQUIRE(getsockname(listening_, any, &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

SmtpServer::~SmtpServer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        shutdown(listening_, SHUT_RDWR);
        if (connection_ >= 0) shutdown(connection_, SHUT_RDWR);
    }
    thread_.join();
    close(listening_);
}

std::vector<ReceivedMail> SmtpServer::mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
}

std::vector<std::string> SmtpServer::commands() const {
    const std::lock_guard lock(mutex_);
    return commands_;
}

void SmtpServer::serve() {
    for (;;) {
        const int connection = accept(listening_, nullptr, nullptr);
        if (connection < 0) return;
        {
            const std::lock_guard lock(mutex_);
            if (!stopping_) connection_ = connection;
        }
        if (connection_ >= 0) talk(connection);
        const std::lock_guard lock(mutex_);
        connection_ = -1;
        close(connection);
        if (stopping_) return;
    }
}

bool SmtpServer::answer(int connection, const std::string& command, const std::string& usual) {
    const auto told = answers_.find(command);
    const std::string line = told == answers_.end() ? usual : told->second;
    if (line == "drop") return false;
    if (line == "hang") {
        while (read_line(connection)) {
        }
        return false;
    }
    return send_line(connection, line);
}

bool SmtpServer::take(int connection, const std::string& line, ReceivedMail& mail) {
    const std::string verb = line.substr(0, 4);
    if (verb == "EHLO") return answer(connection, verb, "250-test\r\n250 AUTH PLAIN");
    if (verb == "AUTH") return answer(connection, verb, "235 welcome");
    if (verb == "MAIL") {
        mail.from = in_angles(line);
        return answer(connection, verb, "250 ok");
    }
    if (verb == "RCPT") {
        mail.to = in_angles(line);
        return answer(connection, verb, "250 ok");
    }
    if (verb == "QUIT") return send_line(connection, "221 bye") && false;
    if (verb != "DATA") return send_line(connection, "502 what?");
    const auto told = answers_.find("DATA");
    if (!answer(connection, verb, "354 go on")) return false;
    if (told != answers_.end()) return true;
    for (;;) {
        const auto text = read_line(connection);
        if (!text) return false;
        if (*text == ".") break;
        mail.data += *text + "\r\n";
    }
    {
        const std::lock_guard lock(mutex_);
        mails_.push_back(std::exchange(mail, {}));
    }
    return answer(connection, "END", "250 taken");
}

void SmtpServer::talk(int connection) {
    if (!answer(connection, "CONNECT", "220 test")) return;
    ReceivedMail mail;
    for (;;) {
        const auto line = read_line(connection);
        if (!line) return;
        {
            const std::lock_guard lock(mutex_);
            commands_.push_back(*line);
        }
        if (!take(connection, *line, mail)) return;
    }
}

}  // namespace oms::notifications
