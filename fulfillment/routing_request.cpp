#include "fulfillment/routing_request.hpp"

#include <algorithm>

namespace oms::fulfillment {

Goods goods_of(const ItemFacts& item) {
    const std::int64_t volume_mm3 = item.length_mm * item.width_mm * item.height_mm;
    return {item.weight_g, (volume_mm3 + 999) / 1000,
            std::max({item.length_mm, item.width_mm, item.height_mm}), item.handling_class};
}

std::string_view to_string(LeftOutReason reason) {
    switch (reason) {
        case LeftOutReason::no_stock:
            return "no_stock";
        case LeftOutReason::not_offered:
            return "not_offered";
        case LeftOutReason::excluded:
            return "excluded";
        case LeftOutReason::distance:
            return "distance";
        case LeftOutReason::no_service:
            return "no_service";
        case LeftOutReason::closed:
            return "closed";
        case LeftOutReason::capacity:
            return "capacity";
        case LeftOutReason::cut_off:
            return "cut_off";
    }
    return "";
}

}  // namespace oms::fulfillment
