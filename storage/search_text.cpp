#include "storage/search_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

namespace oms::storage {
namespace {

struct Free {
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }
};

// Case folded (full folding: "SS" for sharp s) and in the normal form; empty when not UTF-8.
std::string folded(std::string_view text, uninorm_t form) {
    const auto* const data = reinterpret_cast<const std::uint8_t*>(text.data());
    if (u8_check(data, text.size()) != nullptr) return {};
    std::size_t size = 0;
    const std::unique_ptr<std::uint8_t, Free> bytes(
        u8_casefold(data, text.size(), nullptr, form, nullptr, &size));
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes.get()), size};
}

struct Plain {
    ucs4_t letter;
    std::string_view plain;
};
// Letters that Unicode does not decompose, as the passport's zone and people abroad write them
// (ICAO Doc 9303-3, section 6; one letter for o with stroke, as typed).
constexpr auto plain_letters = std::to_array<Plain>({
    {0x00E6, "ae"},
    {0x00F0, "d" },
    {0x00F8, "o" },
    {0x00FE, "th"},
    {0x0111, "d" },
    {0x0127, "h" },
    {0x0131, "i" },
    {0x0142, "l" },
    {0x014B, "n" },
    {0x0153, "oe"},
    {0x0167, "t" },
});

enum class Part { letter, mark, apostrophe, hyphen, space };

Part part_of(ucs4_t c) {
    switch (c) {
        case '\'':
        case '`':
        case 0x00B4:  // acute accent alone
        case 0x02B9:
        case 0x02BB:
        case 0x02BC:
        case 0x2018:
        case 0x2019:
            return Part::apostrophe;
        case '-':
        case 0x2010:
        case 0x2011:
        case 0x2013:
            return Part::hyphen;
        default:
            break;
    }
    if (uc_is_general_category_withtable(
            c, UC_CATEGORY_MASK_Mn | UC_CATEGORY_MASK_Me | UC_CATEGORY_MASK_Cf))
        return Part::mark;
    return uc_is_general_category_withtable(
               c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_Mc)
               ? Part::letter
               : Part::space;
}

void append(std::string& word, ucs4_t letter) {
    const auto plain = std::find_if(plain_letters.begin(), plain_letters.end(),
                                    [&](const Plain& row) { return row.letter == letter; });
    if (plain != plain_letters.end()) {
        word += plain->plain;
        return;
    }
    std::uint8_t bytes[6];
    const int size = u8_uctomb(bytes, letter, sizeof bytes);
    if (size > 0) word.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

// Words between spaces, each as parts between hyphens, each as pieces between apostrophes.
using Pieces = std::vector<std::string>;
using Parts = std::vector<Pieces>;

std::vector<Parts> words_in(std::string_view name) {
    const std::string text = folded(name, UNINORM_NFKD);
    std::vector<Parts> words;
    bool open = false;
    const auto* at = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::size_t left = text.size(); left > 0;) {
        ucs4_t c = 0;
        const int size = u8_mbtouc(&c, at, left);
        at += size;
        left -= static_cast<std::size_t>(size);
        const Part part = part_of(c);
        if (part == Part::mark) continue;
        if (part == Part::space) {
            open = false;
            continue;
        }
        if (!open) words.push_back({Pieces(1)});
        open = true;
        Parts& word = words.back();
        if (part == Part::hyphen) word.emplace_back(1);
        if (part == Part::apostrophe) word.back().emplace_back();
        if (part == Part::letter) append(word.back().back(), c);
    }
    return words;
}

std::string joined(const Pieces& pieces) {
    std::string text;
    for (const std::string& piece : pieces)
        text += piece;
    return text;
}

std::vector<std::string> each_once(std::vector<std::string> words) {
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    if (!words.empty() && words.front().empty()) words.erase(words.begin());
    return words;
}

}  // namespace

std::string normalized_email(std::string_view email) {
    while (!email.empty() && email.front() == ' ')
        email.remove_prefix(1);
    while (!email.empty() && email.back() == ' ')
        email.remove_suffix(1);
    return folded(email, UNINORM_NFKC);
}

std::vector<std::string> words_of_name(std::string_view name) {
    std::vector<std::string> words;
    for (const Parts& word : words_in(name)) {
        std::string whole;
        for (const Pieces& part : word) {
            words.insert(words.end(), part.begin(), part.end());
            words.push_back(joined(part));
            whole += words.back();
        }
        words.push_back(std::move(whole));
    }
    return each_once(std::move(words));
}

std::vector<std::string> wanted_words(std::string_view name) {
    std::vector<std::string> words;
    for (const Parts& word : words_in(name)) {
        for (const Pieces& part : word)
            words.push_back(joined(part));
    }
    return each_once(std::move(words));
}

}  // namespace oms::storage
