#include "tests/tools/child.hpp"

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace oms::cli::testing {
namespace {

constexpr int longest_wait_ms = 20'000;

void expect(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(what);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

void make_pipe(int (&ends)[2]) {
    expect(::pipe2(ends, O_CLOEXEC) == 0, "no pipe");
}

}  // namespace

Child::Child(const std::vector<std::string>& words, const Setup& setup) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    int out[2] = {-1, -1};
    int err[2] = {-1, -1};
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    if (setup.columns) {
        open_terminal(*setup.columns);
        // What the leader of a new session opens first becomes its controlling terminal.
        flags = static_cast<short>(flags | POSIX_SPAWN_SETSID);
        posix_spawn_file_actions_addopen(&actions, 0, terminal_name_.c_str(), O_RDWR, 0);
        posix_spawn_file_actions_adddup2(&actions, 0, 1);
        posix_spawn_file_actions_adddup2(&actions, 0, 2);
    } else {
        make_pipe(out);
        make_pipe(err);
        out_ = out[0];
        err_ = err[0];
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        posix_spawn_file_actions_adddup2(&actions, err[1], 2);
    }
    posix_spawnattr_setflags(&attributes, flags);
    auto variables = setup.variables;
    variables.emplace("PATH", std::getenv("PATH"));
    variables.emplace("HOME", "/nonexistent");
    variables.emplace("TERM", "xterm");
    variables.emplace("LC_ALL", "C.UTF-8");
    std::vector<std::string> environment;
    for (const auto& [name, value] : variables)
        environment.push_back(name + "=" + value);
    std::vector<std::string> copies = words;
    const int failed = posix_spawn(&pid_, words.front().c_str(), &actions, &attributes,
                                   pointers(copies).data(), pointers(environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (out[1] >= 0) ::close(out[1]);
    if (err[1] >= 0) ::close(err[1]);
    expect(failed == 0, "the program cannot be started");
}

Child::~Child() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    close_out();
    if (err_ >= 0) ::close(err_);
}

void Child::open_terminal(unsigned short columns) {
    out_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    expect(out_ >= 0 && ::grantpt(out_) == 0 && ::unlockpt(out_) == 0, "no pseudo-terminal");
    terminal_name_ = ::ptsname(out_);
    winsize size{};
    size.ws_row = 24;
    size.ws_col = columns;
    expect(::ioctl(out_, TIOCSWINSZ, &size) == 0, "the terminal's size cannot be set");
}

// False at the end of everything.
bool Child::read_some() {
    pollfd files[2] = {
        {out_, POLLIN, 0},
        {err_, POLLIN, 0}
    };
    if (out_ < 0 && err_ < 0) return false;
    expect(::poll(files, 2, longest_wait_ms) > 0, "nothing came for 20 s");
    const auto take = [](const pollfd& file, int& descriptor, std::string& text) {
        if (file.revents == 0) return;
        char bytes[4096];
        const ssize_t count = ::read(descriptor, bytes, sizeof bytes);
        if (count > 0) {
            text.append(bytes, static_cast<std::size_t>(count));
        } else {  // a pseudo-terminal whose program has gone gives an error
            ::close(std::exchange(descriptor, -1));
        }
    };
    take(files[0], out_, ended_.out);
    take(files[1], err_, ended_.err);
    return true;
}

void Child::read_until(const std::string& text) {
    while (ended_.out.find(text) == std::string::npos &&
           ended_.err.find(text) == std::string::npos) {
        if (!read_some())
            throw std::runtime_error("it ended before it said '" + text + "': " + ended_.out +
                                     ended_.err);
    }
}

void Child::type(const std::string& text) {
    expect(::write(out_, text.data(), text.size()) == static_cast<ssize_t>(text.size()),
           "the terminal does not take it");
}

void Child::close_out() {
    if (out_ >= 0) ::close(std::exchange(out_, -1));
}

Ended Child::wait() {
    while (read_some()) {
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    ended_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ended_;
}

}  // namespace oms::cli::testing
