#include "domain/catalog.hpp"

namespace oms {

bool releases_at_once(const Location& location) {
    switch (location.fulfillment.release) {
        case ReleaseMode::at_once:
            return true;
        case ReleaseMode::in_waves:
            return false;
        case ReleaseMode::by_type:
            break;
    }
    return location.type == LocationType::store;
}

std::optional<std::int64_t> acceptance_minutes(const Location& location) {
    if (location.fulfillment.acceptance_minutes) return location.fulfillment.acceptance_minutes;
    if (location.type == LocationType::store) return 30;
    return std::nullopt;
}

}  // namespace oms
