#include "services/common/field_check.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "domain/text.hpp"
#include "services/common/card_number.hpp"

namespace oms::wire {
namespace {

constexpr std::string_view card_number_refused =
    "looks like a card number, which is never stored here";

}  // namespace

FieldCheck::Inside FieldCheck::step(std::string_view name, int index) {
    OMS_REQUIRE(depth_ < steps_.size());
    steps_[depth_++] = {name, index};
    return Inside(*this);
}

std::string FieldCheck::path(std::string_view field) const {
    std::string path;
    for (std::size_t i = 0; i < depth_; ++i) {
        if (i > 0) path += '.';
        path += steps_[i].name;
        if (steps_[i].index >= 0) fmt::format_to(std::back_inserter(path), "[{}]", steps_[i].index);
    }
    if (!path.empty() && !field.empty()) path += '.';
    path += field;
    return path;
}

void FieldCheck::refuse(std::string_view field, std::string description) {
    violations_.push_back({path(field), std::move(description)});
}

bool FieldCheck::require(bool holds, std::string_view field, std::string_view description) {
    if (!holds) refuse(field, std::string(description));
    return holds;
}

void FieldCheck::request_id(std::string_view text) {
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    require(!text.empty() && text.size() <= 64 && printable, "request_id",
            "1 to 64 printable bytes");
}

bool FieldCheck::check_id(std::string_view field, std::string_view text, bool code, bool slash) {
    if (!code)
        return require(is_identifier(text), field,
                       "1 to 64 bytes of printable ASCII without space");
    if (slash) {
        return require(is_code(text), field,
                       "1 to 64 bytes of letters, digits, '.', '_', '-' and '/'");
    }
    return require(is_code(text) && text.find('/') == std::string_view::npos, field,
                   "1 to 64 bytes of letters, digits, '.', '_' and '-'");
}

bool FieldCheck::refuse_card(std::string_view field, std::string_view text) {
    return require(!is_card_number(text), field, card_number_refused);
}

std::string FieldCheck::reference(std::string_view field, const std::string& value,
                                  std::size_t shortest, std::size_t longest) {
    std::string checked =
        text(field, value, {.shortest = shortest, .longest = longest, .any_digits = true});
    if (!checked.empty() && !refuse_card(field, checked)) return {};
    return checked;
}

std::string FieldCheck::text(std::string_view field, const std::string& value, TextRule rule) {
    if (value.size() < rule.shortest || value.size() > rule.longest) {
        refuse(field, rule.shortest == 0
                          ? fmt::format("at most {} bytes", rule.longest)
                          : fmt::format("{} to {} bytes", rule.shortest, rule.longest));
        return {};
    }
    if (!require(is_clean_text(value, rule.multiline), field,
                 "UTF-8 text without control characters"))
        return {};
    if (!rule.any_digits && !require(!has_card_number(value), field, card_number_refused)) {
        return {};
    }
    return value;
}

std::int64_t FieldCheck::number(std::string_view field, std::int64_t value, std::int64_t least,
                                std::int64_t most) {
    if (value >= least && value <= most) return value;
    refuse(field, fmt::format("{} to {}", least, most));
    return 0;
}

bool FieldCheck::count(std::string_view field, int size, int least, int most) {
    if (size >= least && size <= most) return true;
    refuse(field, least == 0 ? fmt::format("at most {} entries", most)
                             : fmt::format("{} to {} entries", least, most));
    return false;
}

Error FieldCheck::error() && {
    OMS_REQUIRE(!violations_.empty());
    const FieldViolation& first = violations_.front();
    std::string detail = fmt::format("{}: {}", first.field, first.description);
    if (violations_.size() > 1) detail += fmt::format(" ({} fields in all)", violations_.size());
    return Error{
        Reason::malformed_request, std::move(detail), std::move(violations_), {}, {}, false};
}

}  // namespace oms::wire
