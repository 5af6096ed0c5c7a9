#include "tools/oms/import_progress.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace oms::cli {

Progress::Progress(const Session& session, std::string done, std::size_t rows)
    : session_(session), done_(std::move(done)), rows_(rows) {}

void Progress::advance(std::size_t rows) {
    finished_ += rows;
    Environment& environment = session_.environment();
    if (!environment.err_is_terminal || session_.json()) return;
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start_);
    environment.err << "\r\x1b[K" << progress_text(done_, finished_, rows_, elapsed) << std::flush;
}

void Progress::end() {
    Environment& environment = session_.environment();
    if (environment.err_is_terminal && !session_.json() && finished_ > 0)
        environment.err << "\r\x1b[K" << std::flush;
}

std::string progress_text(const std::string& done, std::size_t finished, std::size_t rows,
                          std::chrono::milliseconds elapsed) {
    const auto passed = static_cast<std::size_t>(std::max<std::int64_t>(1, elapsed.count()));
    const std::size_t per_second = finished * 1000 / passed;
    const std::size_t left = per_second == 0 ? 0 : (rows - finished + per_second - 1) / per_second;
    return fmt::format("{} {} of {} rows, {} rows/s, {} s left", done, finished, rows, per_second,
                       left);
}

}  // namespace oms::cli
