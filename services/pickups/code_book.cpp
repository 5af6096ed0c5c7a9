#include "services/pickups/code_book.hpp"

namespace oms::pickups {

std::string CodeBook::code_of(const Pickup& pickup, const PickupHolder& holder) const {
    return codes_->code(pickup.pickup_id.str(), holder.holder_no, holder.issue_no);
}

PickupCodeKey CodeBook::key_of(const Pickup& pickup, const PickupHolder& holder) const {
    return {pickup.location_id, codes_->lookup_hash(pickup.location_id, code_of(pickup, holder))};
}

std::optional<PickupCodeKey> CodeBook::key_of(const LocationId& location,
                                              std::string_view told) const {
    const std::optional<std::string> code = PickupCodes::normalized(told);
    if (!code) return std::nullopt;
    return PickupCodeKey{location, codes_->lookup_hash(location, *code)};
}

std::int64_t CodeBook::holder_of(const Pickup& pickup, std::string_view told) const {
    // Every holder is looked at, whoever it is.
    std::int64_t found = 0;
    for (const PickupHolder& holder : pickup.holders) {
        const bool is_it =
            codes_->is_code_of(pickup.pickup_id.str(), holder.holder_no, holder.issue_no, told);
        if (is_it && holder.active) found = holder.holder_no;
    }
    return found;
}

}  // namespace oms::pickups
