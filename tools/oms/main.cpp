#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/oms/commands.hpp"

namespace {

// Signals go to one thread that turns them into an interrupt; a second one, or one that nothing
// listens to, ends the process. Must run before any other thread starts.
void watch_signals(oms::cli::Interrupt& interrupt) {
    // A reader that has gone away ends us quietly, as it does every Unix tool.
    std::signal(SIGPIPE, SIG_DFL);
    static sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([&interrupt] {
        for (;;) {
            int signal = 0;
            sigwait(&signals, &signal);
            if (!interrupt.trigger()) _exit(static_cast<int>(oms::cli::ExitCode::interrupted));
        }
    }).detach();
}

std::optional<std::string> variable(const std::string& name) {
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::string(value);
}

std::optional<int> terminal_columns() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
    return size.ws_col;
}

}  // namespace

int main(int argc, char** argv) {
    static oms::cli::Interrupt interrupt;  // outlives the thread that listens
    watch_signals(interrupt);
    std::ios::sync_with_stdio(false);
    oms::cli::Environment environment{std::cin, std::cout, std::cerr, interrupt, variable, {}};
    environment.now = [] {
        return std::chrono::time_point_cast<oms::Duration>(std::chrono::system_clock::now());
    };
    environment.out_is_terminal = isatty(STDOUT_FILENO) == 1;
    environment.err_is_terminal = isatty(STDERR_FILENO) == 1;
    environment.in_is_terminal = isatty(STDIN_FILENO) == 1;
    if (environment.out_is_terminal) environment.out_columns = terminal_columns();
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    return static_cast<int>(oms::cli::run_command_line(arguments, environment));
}
