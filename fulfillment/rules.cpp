#include "fulfillment/rules.hpp"

#include <algorithm>

#include "domain/contract.hpp"

namespace oms::fulfillment {
namespace {

template <class T>
bool holds(const std::vector<T>& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

// An empty list asks for nothing.
template <class T>
bool allows(const std::vector<T>& list, const T& value) {
    return list.empty() || holds(list, value);
}

template <class T>
bool allows_one_of(const std::vector<T>& list, std::span<const T> values) {
    return list.empty() || std::any_of(values.begin(), values.end(),
                                       [&](const T& value) { return holds(list, value); });
}

}  // namespace

bool OrderMatch::fits(const OrderTraits& order) const {
    return allows(channels, order.channel_id) && allows(markets, order.market) &&
           allows(methods, order.method) && allows_one_of<std::string>(tags, order.tags);
}

bool LocationMatch::fits(const NetworkLocation& location) const {
    return allows(locations, location.location_id) && allows(types, location.type) &&
           allows_one_of<std::string>(groups, location.settings.groups);
}

bool StockRule::fits(const ChannelId& channel, const NetworkLocation& location, const Sku& sku,
                     std::span<const std::string> tags) const {
    return allows(channels, channel) && locations.fits(location) && allows(skus, sku) &&
           allows_one_of(item_tags, tags);
}

Result<RuleSet> RuleSet::publish(RuleDraft draft, const Network& network) {
    Error error{Reason::malformed_field, "rules", validate(draft, network), {}, {}, false};
    if (!error.fields.empty()) return fail(std::move(error));
    return RuleSet(std::move(draft));
}

const Profile& RuleSet::profile_for(const OrderTraits& order) const {
    const auto found = std::find_if(draft_.profiles.begin(), draft_.profiles.end(),
                                    [&](const Profile& p) { return p.match.fits(order); });
    // validate() sees to it that the last profile fits every order.
    OMS_REQUIRE(found != draft_.profiles.end());
    return *found;
}

std::int64_t RuleSet::kept_back(const ChannelId& channel, const NetworkLocation& location,
                                const Sku& sku, std::span<const std::string> tags) const {
    for (const StockRule& rule : draft_.stock) {
        if (rule.fits(channel, location, sku, tags))
            return rule.safety_stock + rule.protected_quantity;
    }
    return 0;
}

std::int64_t stock_out_price(const CostRules& costs, const NetworkLocation& location,
                             std::int64_t units_left) {
    if (costs.stock_out.empty() || !costs.stock_out_at.fits(location)) return 0;
    for (const StockOutStep& step : costs.stock_out) {
        if (units_left <= step.units_left) return step.price;
    }
    return 0;
}

}  // namespace oms::fulfillment
