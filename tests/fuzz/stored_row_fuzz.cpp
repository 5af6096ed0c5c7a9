// Whatever bytes a stored row or event holds, reading it is refused or gives a value that is
// written and read again as itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "storage/json_archive.hpp"

namespace {

constexpr std::string_view types[] = {"order.placed",     "order.units_canceled",
                                      "cart_hold.placed", "cart_hold.ended",
                                      "stock.posted",     "location.created",
                                      "receipt.planned",  "order.units_allocated"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view type = types[data[0] % std::size(types)];
    const std::string_view json(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto event = oms::storage::read_event_data(type, json);
    if (!event) return 0;
    oms::storage::JsonWriter writer;
    oms::storage::write_event_data(writer, *event);
    const auto again = oms::storage::read_event_data(type, writer.text());
    if (!again || !(*again == *event)) std::abort();
    return 0;
}
