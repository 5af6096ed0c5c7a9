// The parsers of text from outside: no input may break them, and what they accept obeys their rule.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "domain/id_source.hpp"
#include "domain/money.hpp"
#include "domain/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto sku = oms::Sku::parse(text); sku && (sku->str() != text || text.size() > 64))
        std::abort();
    if (const auto number = oms::parse_order_number(text)) {
        const auto again = oms::parse_order_number(number->str());
        if (!again || *again != *number) std::abort();
    }
    if (const auto currency = oms::Currency::parse(text); currency && currency->code() != text)
        std::abort();
    if (oms::is_clean_text(text) && !oms::is_clean_text(text, true)) std::abort();
    static_cast<void>(oms::has_gs1_check_digit(text));
    static_cast<void>(oms::is_e164(text));
    static_cast<void>(oms::is_iso_date(text));
    static_cast<void>(oms::is_zone_name(text));
    return 0;
}
