#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "tools/oms/session.hpp"

namespace oms::cli {

// "checked 1500 of 10000 rows, 2300 rows/s, 4 s left" on the error stream, written over and over;
// nothing when that is no terminal.
class Progress {
public:
    Progress(const Session& session, std::string done, std::size_t rows);
    void advance(std::size_t rows);
    // Clears the line.
    void end();

private:
    const Session& session_;
    std::string done_;
    std::size_t rows_;
    std::size_t finished_ = 0;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The line for `finished` of `rows` after `elapsed`.
std::string progress_text(const std::string& done, std::size_t finished, std::size_t rows,
                          std::chrono::milliseconds elapsed);

}  // namespace oms::cli
