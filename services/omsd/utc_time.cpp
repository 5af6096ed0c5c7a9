#include "services/omsd/utc_time.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "domain/text.hpp"

namespace oms::server {
namespace {

constexpr std::string_view shape = "0000-00-00T00:00:00Z";

bool has_shape(std::string_view text) {
    return text.size() == shape.size() &&
           std::equal(text.begin(), text.end(), shape.begin(), [](char c, char wanted) {
               return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
           });
}

int number(std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

}  // namespace

Result<Timestamp> parse_utc(std::string_view text) {
    const auto part = [&](std::size_t from, std::size_t size) {
        return number(text.substr(from, size));
    };
    if (!has_shape(text) || !is_iso_date(text.substr(0, 10)) || part(11, 2) > 23 ||
        part(14, 2) > 59 || part(17, 2) > 59) {
        return fail(Reason::malformed_field, "a time is written as 2026-01-31T09:30:00Z");
    }
    using namespace std::chrono;
    const sys_days day =
        year{part(0, 4)} / month{static_cast<unsigned>(part(5, 2))} / static_cast<int>(part(8, 2));
    return Timestamp{day} + hours{part(11, 2)} + minutes{part(14, 2)} + seconds{part(17, 2)};
}

}  // namespace oms::server
