#include "tools/replay/progress.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace oms::replay {

Progress::Progress(std::string what, std::int64_t total)
    : what_(std::move(what)), total_(total), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    print();
    if (terminal_) fmt::print(stderr, "\n");
}

void Progress::add(std::int64_t done) {
    const std::lock_guard lock(mutex_);
    done_ += done;
    const auto now = std::chrono::steady_clock::now();
    if (now - printed_ < std::chrono::seconds{terminal_ ? 1 : 10}) return;
    printed_ = now;
    print();
}

double Progress::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

void Progress::print() {
    const double rate = seconds() > 0 ? static_cast<double>(done_) / seconds() : 0;
    const double left = rate > 0 ? static_cast<double>(total_ - done_) / rate : 0;
    fmt::print(stderr, "{}{}: {} of {}, {} left, {:.0f}/s, {:.0f} s to go{}", terminal_ ? "\r" : "",
               what_, done_, total_, total_ - done_, rate, left, terminal_ ? "\x1b[K" : "\n");
    std::fflush(stderr);
}

}  // namespace oms::replay
