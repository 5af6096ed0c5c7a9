#include "services/common/log.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace oms::rpc {
namespace {

TEST_CASE("log: a line is one JSON object with time, level and message first") {
    std::vector<std::string> lines;
    Log log(LogLevel::info, [&](std::string_view line) { lines.emplace_back(line); });
    log.write(LogLevel::warning, "call denied",
              {
                  {"method",      "/a/B"          },
                  {"duration_us", std::int64_t{12}}
    });
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].starts_with("{\"time\":\"2"));
    CHECK(
        lines[0].ends_with("Z\",\"level\":\"warning\",\"message\":\"call "
                           "denied\",\"method\":\"/a/B\",\"duration_us\":12}"));
}

TEST_CASE("log: what is below the level is not written") {
    int lines = 0;
    Log log(LogLevel::warning, [&](std::string_view) { ++lines; });
    log.write(LogLevel::info, "quiet");
    CHECK(lines == 0);
    CHECK_FALSE(log.enabled(LogLevel::info));
    CHECK(log.enabled(LogLevel::error));
}

TEST_CASE("log: text from outside cannot forge a line or a field") {
    const auto json = [](std::string_view text) {
        std::string out;
        append_json_string(out, text);
        return out;
    };
    CHECK(json("a\",\"level\":\"error") == "\"a\\\",\\\"level\\\":\\\"error\"");
    CHECK(json("a\nb\r\x1b[2J\\") == "\"a\\u000ab\\u000d\\u001b[2J\\\\\"");
    CHECK(json("\xff"
               "a\xc3\xa9\xed\xa0\x80") == "\"\\ufffda\xc3\xa9\\ufffd\\ufffd\\ufffd\"");
    CHECK(json("100% {} {0}") == "\"100% {} {0}\"");
    std::string line;
    Log log(LogLevel::info, [&](std::string_view text) { line = text; });
    log.write(LogLevel::info, "{} %v %n",
              {
                  {"who", "{}%v\n"}
    });
    CHECK(line.find("{} %v %n") != std::string::npos);
    CHECK(line.find('\n') == std::string::npos);
}

}  // namespace
}  // namespace oms::rpc
