#pragma once

#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tools/oms/commands.hpp"

namespace oms::cli::testing {

// A text buffer that tells when it is flushed.
class FlushedBuffer : public std::stringbuf {
public:
    std::function<void(const std::string& text)> on_flush;

protected:
    int sync() override;
};

// A person's terminal: runs whole command lines and keeps what they print.
class Terminal {
public:
    Terminal();
    // Runs `oms ARGUMENTS`; out() and err() then tell of this run only.
    ExitCode run(const std::vector<std::string>& arguments);
    std::string out() const { return out_buffer.str(); }
    std::string err() const { return err_.str(); }

    std::map<std::string, std::string> variables;
    std::string input;
    FlushedBuffer out_buffer;
    Interrupt interrupt;

private:
    std::istringstream in_;
    std::ostream out_;
    std::ostringstream err_;

public:
    Environment environment;
};

}  // namespace oms::cli::testing
