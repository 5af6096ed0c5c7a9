#include "tools/oms/text.hpp"

#include <cstdint>

#include <fmt/format.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unistr.h>
#include <uniwidth.h>

namespace oms::cli {
namespace {

constexpr const char* encoding = "UTF-8";
constexpr ucs4_t zero_width_non_joiner = 0x200C;
constexpr ucs4_t zero_width_joiner = 0x200D;

const std::uint8_t* bytes(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

// Joiners are part of emoji and of several scripts; other format characters only hide or reorder.
bool must_escape(ucs4_t character) {
    if (character == zero_width_joiner || character == zero_width_non_joiner) return false;
    return uc_is_general_category_withtable(character, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf |
                                                           UC_CATEGORY_MASK_Zl |
                                                           UC_CATEGORY_MASK_Zp);
}

std::string escaped(ucs4_t character) {
    switch (character) {
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            break;
    }
    if (character < 0x100) return fmt::format("\\x{:02x}", character);
    return fmt::format("\\u{:04x}", character);
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        ucs4_t character = 0;
        const int length = u8_mbtoucr(&character, bytes(text), text.size());
        if (length <= 0) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
            text.remove_prefix(1);
            continue;
        }
        const auto taken = static_cast<std::size_t>(length);
        if (must_escape(character)) {
            result += escaped(character);
        } else {
            result += text.substr(0, taken);
        }
        text.remove_prefix(taken);
    }
    return result;
}

int display_width(std::string_view text) {
    return u8_width(bytes(text), text.size(), encoding);
}

std::string fit(std::string_view text, int columns) {
    if (display_width(text) <= columns) return std::string(text);
    const std::uint8_t* const end = bytes(text) + text.size();
    std::size_t kept = 0;
    int used = 0;
    for (const std::uint8_t* start = bytes(text); start != end;) {
        const std::uint8_t* next = u8_grapheme_next(start, end);
        const auto length = static_cast<std::size_t>(next - start);
        const int width = u8_width(start, length, encoding);
        if (used + width > columns - 1) break;
        used += width;
        kept += length;
        start = next;
    }
    return std::string(text.substr(0, kept)) + "…";
}

std::vector<std::string> split_text(std::string_view text, char separator, std::size_t limit) {
    std::vector<std::string> parts;
    while (limit == 0 || parts.size() + 1 < limit) {
        const std::size_t at = text.find(separator);
        if (at == std::string_view::npos) break;
        parts.emplace_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    parts.emplace_back(text);
    return parts;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower_case(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

}  // namespace oms::cli
