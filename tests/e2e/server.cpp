#include "tests/e2e/server.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace oms::e2e {

std::string omsd() {
    const char* const other = std::getenv("OMS_OMSD");
    return other != nullptr ? other : OMS_OMSD;
}

std::string omsd_test() {
    const char* const other = std::getenv("OMS_OMSD_TEST");
    return other != nullptr ? other : OMS_OMSD_TEST;
}

TemporaryFolder::TemporaryFolder()
    : path_(std::filesystem::temp_directory_path() / "oms_e2e_XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

Ended run(const std::vector<std::string>& words) {
    const TemporaryFolder folder;
    const std::string out = folder.file("out");
    const std::string err = folder.file("err");
    std::vector<std::string> copies = words;
    std::vector<char*> argv;
    for (std::string& word : copies)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
        ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out), read_file(err)};
}

Server::Server(std::vector<std::string> arguments, std::string binary)
    : arguments_(std::move(arguments)), binary_(std::move(binary)) {
    start();
}

void Server::start() {
    process_.reset();
    try {
        process_ = std::make_unique<load::ServerProcess>(binary_, data_dir(), arguments_,
                                                         folder_.file("log"));
    } catch (const std::exception& error) {
        const std::string said = log();
        constexpr std::size_t last_words = 2'000;
        throw std::runtime_error(error.what() +
                                 said.substr(said.size() - std::min(said.size(), last_words)));
    }
}

void Server::start(std::vector<std::string> arguments) {
    arguments_ = std::move(arguments);
    start();
}

int Server::stop() {
    return process_->stop();
}

void Server::kill() {
    process_->kill();
}

}  // namespace oms::e2e
