#include "domain/ids.hpp"

#include <algorithm>

namespace oms {
namespace {

constexpr std::size_t longest_id = 64;

bool fits(std::string_view text) noexcept {
    return !text.empty() && text.size() <= longest_id;
}

}  // namespace

bool is_identifier(std::string_view text) noexcept {
    return fits(text) &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_code(std::string_view text) noexcept {
    return fits(text) && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-' || c == '/';
           });
}

}  // namespace oms
