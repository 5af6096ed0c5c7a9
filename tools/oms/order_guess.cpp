#include "tools/oms/order_guess.hpp"

#include <algorithm>

#include "domain/id_source.hpp"
#include "domain/text.hpp"
#include "tools/oms/text.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;

constexpr std::size_t longest_name = 200;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_email(std::string_view said) {
    return said.find('@') != std::string_view::npos && said.find(' ') == std::string_view::npos;
}

bool is_name(std::string_view said) {
    return said.size() <= longest_name && std::any_of(said.begin(), said.end(), is_letter) &&
           std::none_of(said.begin(), said.end(), [](char c) {
               return is_digit(c) || c == '@' || c == '/' || c == '_' || c == '+';
           });
}

void add_external_ids(std::vector<OrderGuess>& guesses, const std::string& said) {
    if (!is_identifier(said)) return;
    orders::OrderFilter whole;
    whole.set_external_id(said);
    guesses.push_back({"external id", whole, false});
    const std::size_t slash = said.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == said.size()) return;
    if (!is_code(said.substr(0, slash))) return;
    orders::OrderFilter of_channel;
    of_channel.set_channel_id(said.substr(0, slash));
    of_channel.set_external_id(said.substr(slash + 1));
    guesses.push_back({"channel and external id", of_channel, false});
}

}  // namespace

std::string international_phone(std::string_view said) {
    std::string digits;
    for (const char c : said) {
        if (is_digit(c) || (c == '+' && digits.empty())) {
            digits += c;
        } else if (std::string_view(" -./()").find(c) == std::string_view::npos) {
            return {};
        }
    }
    // The trunk digit in "+33 (0)1" is not dialed from abroad.
    if (said.find("(0)") != std::string_view::npos) {
        const auto before = static_cast<std::size_t>(std::count_if(
            said.begin(), said.begin() + static_cast<std::ptrdiff_t>(said.find("(0)")),
            [](char c) { return is_digit(c) || c == '+'; }));
        digits.erase(before, 1);
    }
    if (digits.starts_with("00")) digits.replace(0, 2, "+");
    return is_e164(digits) ? digits : std::string();
}

std::vector<OrderGuess> guess_order(std::string_view said) {
    std::vector<OrderGuess> guesses;
    const std::string text(trimmed(said));
    const auto add = [&](const char* what, bool personal, auto set) {
        OrderGuess guess{what, {}, personal};
        set(guess.filter);
        guesses.push_back(std::move(guess));
    };
    if (const auto number = parse_order_number(text))
        add("number", false, [&](auto& filter) { filter.set_number(number->str()); });
    add_external_ids(guesses, text);
    if (is_email(text)) add("e-mail", true, [&](auto& filter) { filter.set_email(text); });
    if (const std::string phone = international_phone(text); !phone.empty())
        add("phone", true, [&](auto& filter) { filter.set_phone(phone); });
    if (text.size() == 4 && std::all_of(text.begin(), text.end(), is_digit))
        add("end of phone", true, [&](auto& filter) { filter.set_phone(text); });
    if (is_name(text)) add("name", true, [&](auto& filter) { filter.set_name(text); });
    if (is_code(text)) add("SKU", false, [&](auto& filter) { filter.set_sku(text); });
    return guesses;
}

}  // namespace oms::cli
