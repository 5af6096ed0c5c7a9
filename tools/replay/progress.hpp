#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace oms::replay {

// A line on standard error that says how far something is: rewritten each second on a terminal, one
// more each ten seconds elsewhere. Any thread may call.
class Progress {
public:
    Progress(std::string what, std::int64_t total);
    // Ends the line.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void add(std::int64_t done);
    double seconds() const;

private:
    void print();

    std::string what_;
    std::int64_t total_;
    bool terminal_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point printed_ = begun_;
    std::int64_t done_ = 0;
    std::mutex mutex_;
};

}  // namespace oms::replay
