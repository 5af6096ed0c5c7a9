#include "services/common/log.hpp"

#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "services/common/utf8.hpp"

namespace oms::rpc {
namespace {

class FunctionSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit FunctionSink(std::function<void(std::string_view)> to) : sink_(std::move(to)) {}

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        sink_(std::string_view(line.data(), line.size()));
    }
    void flush_() override {}

private:
    std::function<void(std::string_view)> sink_;
};

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    while (!text.empty()) {
        const auto length = utf8_sequence(text);
        const char first = text.front();
        if (length == 0) {
            out += "\\ufffd";
        } else if (first == '"' || first == '\\') {
            out.push_back('\\');
            out.push_back(first);
        } else if (length == 1 && (first < ' ' || first == '\x7f')) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(first));
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out.push_back('"');
}

struct Log::Impl {
    Impl(LogLevel least, spdlog::sink_ptr sink, const char* end_of_line)
        : logger("oms", std::move(sink)) {
        logger.set_level(to_spdlog(least));
        logger.flush_on(spdlog::level::debug);
        logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
            R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})", spdlog::pattern_time_type::utc,
            end_of_line));
        // What goes wrong while logging has nowhere else to go.
        logger.set_error_handler([](const std::string&) {});
    }
    spdlog::logger logger;
};

Log::Log(LogLevel least)
    : least_(least),
      impl_(
          std::make_unique<Impl>(least, std::make_shared<spdlog::sinks::stderr_sink_mt>(), "\n")) {}

Log::Log(LogLevel least, std::function<void(std::string_view)> sink)
    : least_(least),
      impl_(std::make_unique<Impl>(least, std::make_shared<FunctionSink>(std::move(sink)), "")) {}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view message,
                std::initializer_list<LogField> fields) noexcept {
    if (!enabled(level)) return;
    try {
        std::string body = "\"message\":";
        append_json_string(body, message);
        for (const auto& field : fields) {
            body.push_back(',');
            append_json_string(body, field.name);
            body.push_back(':');
            if (const auto* text = std::get_if<std::string_view>(&field.value)) {
                append_json_string(body, *text);
            } else {
                fmt::format_to(std::back_inserter(body), "{}", std::get<std::int64_t>(field.value));
            }
        }
        impl_->logger.log(to_spdlog(level), spdlog::string_view_t(body.data(), body.size()));
    } catch (...) {
        return;  // out of memory: the call matters more than its log line
    }
}

}  // namespace oms::rpc
