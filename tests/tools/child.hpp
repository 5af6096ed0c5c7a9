#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace oms::cli::testing {

// How a program ended and what it said. In a pseudo-terminal everything is in `out`, where line
// ends are "\r\n".
struct Ended {
    // 128 + the signal's number when a signal ended it.
    int exit_code = 0;
    std::string out;
    std::string err;
};

// A program under test. Waits are for what it does, with 20 s as the longest.
class Child {
public:
    struct Setup {
        // Beside PATH, HOME=/nonexistent, TERM and LC_ALL.
        std::map<std::string, std::string> variables;
        // In a pseudo-terminal that wide, which is its controlling terminal; else standard input is
        // empty and the outputs are pipes.
        std::optional<unsigned short> columns;
    };
    Child(const std::vector<std::string>& words, const Setup& setup);
    // Kills what still runs.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Reads until `text` was said.
    void read_until(const std::string& text);
    // As a person at the keyboard; "\x03" is Ctrl-C. Requires a pseudo-terminal.
    void type(const std::string& text);
    // Nobody reads its standard output any more.
    void close_out();
    // Reads what is left and waits for the end.
    Ended wait();

private:
    void open_terminal(unsigned short columns);
    bool read_some();

    std::string terminal_name_;
    int out_ = -1;  // the pseudo-terminal, or the pipe of the standard output
    int err_ = -1;
    pid_t pid_ = -1;
    Ended ended_;
};

}  // namespace oms::cli::testing
