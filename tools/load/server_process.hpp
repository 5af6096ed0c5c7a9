#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace oms::load {

// A server started for a run; stopped by its pid, and killed with the thread that started it.
class ServerProcess {
public:
    // `arguments` beside --data-dir, which goes without saying unless --upstream is there; without
    // --listen among them, on a free port of the loopback interface; without --admin-port, no
    // metrics. Its standard error is added to `log_file`; empty: goes where this process's goes.
    // Throws std::runtime_error when it does not start.
    ServerProcess(const std::string& binary, const std::string& data_dir,
                  const std::vector<std::string>& arguments, const std::string& log_file = {});
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    const std::string& address() const { return address_; }
    // Resident memory, of /proc/PID/status.
    std::int64_t resident_kib() const;
    // User and system time so far, in seconds.
    double cpu_seconds() const;
    pid_t pid() const { return pid_; }
    // SIGTERM, and does not wait.
    void terminate();
    // SIGTERM, and waits. Returns the exit code, or -1 when it was not running or did not exit.
    int stop();
    // SIGKILL, and waits.
    void kill();

private:
    pid_t pid_ = -1;
    std::string address_;
};

}  // namespace oms::load
