#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace oms::rpc {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogField {
    std::string_view name;
    std::variant<std::string_view, std::int64_t> value;
};

// One JSON object per line: time (UTC), level, message, then the fields. Every string is escaped,
// so text from outside cannot forge a line or a field. Callers put ids and codes here, never names,
// contacts or free text. Any thread may write.
class Log {
public:
    // To stderr.
    explicit Log(LogLevel least);
    // To `sink`, one call per line without its newline, never two at once.
    Log(LogLevel least, std::function<void(std::string_view)> sink);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    bool enabled(LogLevel level) const noexcept { return level >= least_; }
    // A failure to write is swallowed: logging never fails a call.
    void write(LogLevel level, std::string_view message,
               std::initializer_list<LogField> fields = {}) noexcept;

private:
    struct Impl;
    LogLevel least_;
    std::unique_ptr<Impl> impl_;
};

// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace oms::rpc
