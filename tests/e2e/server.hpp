#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tools/load/server_process.hpp"

namespace oms::e2e {

// The programs under test: those built beside the tests, or what the environment variables OMS_OMSD
// and OMS_OMSD_TEST name.
std::string omsd();
std::string omsd_test();

// A new folder of its own, removed with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

// What a program that ended by itself said.
struct Ended {
    // -1: by a signal.
    int exit_code = -1;
    std::string out;
    std::string err;
};
// Runs `words`, the program first, to its end.
Ended run(const std::vector<std::string>& words);

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& bytes);

// A server on a folder of its own, omsd_test unless told otherwise. It keeps its folder from start
// to start; its log is every line that it wrote to its standard error.
class Server {
public:
    explicit Server(std::vector<std::string> arguments = {}, std::string binary = omsd_test());
    // Starts it again on the same folder, with the arguments of last time or others.
    void start();
    void start(std::vector<std::string> arguments);
    // SIGTERM; returns the exit code.
    int stop();
    // SIGKILL.
    void kill();
    load::ServerProcess& process() { return *process_; }
    const std::string& address() const { return process_->address(); }
    std::string data_dir() const { return folder_.file("data"); }
    std::string log() const { return read_file(folder_.file("log")); }

private:
    TemporaryFolder folder_;
    std::vector<std::string> arguments_;
    std::string binary_;
    std::unique_ptr<load::ServerProcess> process_;
};

}  // namespace oms::e2e
