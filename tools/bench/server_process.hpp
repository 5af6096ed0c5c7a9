#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace oms::bench {

// A server started for a run, on a free port of the loopback interface; stopped by its pid.
class ServerProcess {
public:
    // `arguments` beside --data-dir and --listen. Throws std::runtime_error when it does not start.
    ServerProcess(const std::string& binary, const std::string& data_dir, const std::vector<std::string>& arguments);
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    const std::string& address() const { return address_; }
    // Resident memory, of /proc/PID/status.
    std::int64_t resident_kib() const;
    // User and system time so far, in seconds.
    double cpu_seconds() const;
    // SIGTERM, and waits. Returns the exit code, or -1 when it was not running or did not exit.
    int stop();
    // SIGKILL, and waits.
    void kill();

private:
    pid_t pid_ = -1;
    std::string address_;
};

}  // namespace oms::bench
