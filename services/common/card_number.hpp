#pragma once

#include <string_view>

namespace oms::wire {

// True when `text` has 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1, annex B), in one
// group or in groups with up to three spaces or hyphens between them; digits of other groups may
// stand before and after. For free text and payment references: what may be a card number is
// refused before anything is stored.
bool has_card_number(std::string_view text) noexcept;

// True when the whole of `text`, spaces and hyphens aside, is shaped like a number of a card scheme
// (first digits and length as published by the schemes, 2024) and passes the Luhn check. For ids
// that callers choose: order numbers of 13 and more digits are common, and one in ten of them
// passes the Luhn check by chance.
bool is_card_number(std::string_view text) noexcept;

}  // namespace oms::wire
