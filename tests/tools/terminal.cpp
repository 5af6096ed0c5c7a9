#include "tests/tools/terminal.hpp"

namespace oms::cli::testing {

int FlushedBuffer::sync() {
    if (on_flush) on_flush(str());
    return 0;
}

Terminal::Terminal()
    : out_(&out_buffer), environment{in_,          out_,
                                     err_,         interrupt,
                                     {},           {},
                                     false,        false,
                                     std::nullopt, std::chrono::milliseconds(1)} {
    environment.variable = [this](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    };
    environment.now = [] {
        return from_unix_micros(1'772'528'400'000'000);
    };  // 2026-03-03 09:00:00Z
}

ExitCode Terminal::run(const std::vector<std::string>& arguments) {
    in_.clear();
    in_.str(input);
    out_buffer.str("");
    err_.str("");
    return run_command_line(arguments, environment);
}

}  // namespace oms::cli::testing
