#include "tools/load/server_process.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace oms::load {
namespace {

constexpr std::string_view greeting = "listening on ";

std::string read_line(int descriptor) {
    std::string line;
    char c = 0;
    while (::read(descriptor, &c, 1) == 1 && c != '\n')
        line += c;
    return line;
}

std::vector<std::string> command_line(const std::string& binary, const std::string& data_dir,
                                      const std::vector<std::string>& arguments) {
    std::vector<std::string> words{binary};
    if (std::find(arguments.begin(), arguments.end(), "--upstream") == arguments.end())
        words.insert(words.end(), {"--data-dir", data_dir});
    const auto unless_given = [&](const char* name, const char* value) {
        if (std::find(arguments.begin(), arguments.end(), name) == arguments.end())
            words.insert(words.end(), {name, value});
    };
    unless_given("--listen", "127.0.0.1:0");
    unless_given("--admin-port", "0");
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

}  // namespace

ServerProcess::ServerProcess(const std::string& binary, const std::string& data_dir,
                             const std::vector<std::string>& arguments,
                             const std::string& log_file) {
    std::vector<std::string> words = command_line(binary, data_dir, arguments);
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        ::dup2(out[1], STDOUT_FILENO);
        if (!log_file.empty())
            ::dup2(::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
        ::execv(binary.c_str(), argv.data());
        ::_exit(127);
    }
    ::close(out[1]);
    const std::string line = read_line(out[0]);
    ::close(out[0]);
    if (line.rfind(greeting, 0) != 0) {
        stop();
        throw std::runtime_error(fmt::format("{} did not start: [{}]", binary, line));
    }
    address_ = line.substr(greeting.size());
}

ServerProcess::~ServerProcess() {
    stop();
}

void ServerProcess::terminate() {
    if (pid_ > 0) ::kill(pid_, SIGTERM);
}

int ServerProcess::stop() {
    if (pid_ <= 0) return -1;
    terminate();
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void ServerProcess::kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

std::int64_t ServerProcess::resident_kib() const {
    std::ifstream status(fmt::format("/proc/{}/status", pid_));
    std::string word;
    while (status >> word) {
        std::int64_t value = 0;
        if (word == "VmRSS:" && status >> value) return value;
    }
    return 0;
}

double ServerProcess::cpu_seconds() const {
    std::ifstream stat(fmt::format("/proc/{}/stat", pid_));
    std::string text;
    std::getline(stat, text);
    // Fields 14 and 15 of proc(5), counted after the name in parentheses.
    std::size_t at = text.rfind(')') + 2;
    for (int field = 3; field < 14; ++field)
        at = text.find(' ', at) + 1;
    std::size_t used = 0;
    const double user = std::stod(text.substr(at), &used);
    const double system = std::stod(text.substr(at + used));
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace oms::load
