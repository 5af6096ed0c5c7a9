#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "domain/stock.hpp"
#include "domain/text.hpp"
#include "fulfillment/rules.hpp"

// What may be wrong with a draft of rules; see rules.hpp.
namespace oms::fulfillment {
namespace {

constexpr std::int64_t highest_price = 100'000'000;

bool fits_every_order(const OrderMatch& match) {
    return match.channels.empty() && match.markets.empty() && match.methods.empty() &&
           match.tags.empty();
}

class Check {
public:
    Check(const RuleDraft& draft, const Network& network) : draft_(draft), network_(network) {}

    std::vector<FieldViolation> run() {
        require(draft_.version >= 1, "version", "1 or more");
        profiles();
        std::set<std::string> names;
        for (std::size_t i = 0; i < draft_.stock.size(); ++i) {
            const StockRule& rule = draft_.stock[i];
            const std::string field = fmt::format("stock[{}]", i);
            name(rule.name, names, field);
            match(rule.locations, field + ".locations");
            units(rule.safety_stock, field + ".safety_stock");
            units(rule.protected_quantity, field + ".protected_quantity");
        }
        return std::move(found_);
    }

private:
    void require(bool holds, std::string field, const char* rule) {
        if (!holds) found_.push_back({std::move(field), rule});
    }
    void name(const std::string& given, std::set<std::string>& names, const std::string& field) {
        require(!given.empty(), field + ".name", "must be given");
        require(names.insert(given).second, field + ".name", "is there already");
    }
    void price(std::int64_t given, std::string field) {
        require(given >= 0 && given <= highest_price, std::move(field), "0 to 100,000,000");
    }
    void units(std::int64_t given, std::string field) {
        require(given >= 0 && given <= quantity_limit, std::move(field), "0 to 1,000,000,000");
    }

    void profiles() {
        std::set<std::string> names;
        bool all = false;
        for (std::size_t i = 0; i < draft_.profiles.size(); ++i) {
            const std::string field = fmt::format("profiles[{}]", i);
            require(!all, field, "is never reached: a profile above fits every order");
            all = all || fits_every_order(draft_.profiles[i].match);
            name(draft_.profiles[i].name, names, field);
            profile(draft_.profiles[i], field);
        }
        require(all, "profiles", "the last profile fits every order: without conditions");
    }

    void profile(const Profile& given, const std::string& field) {
        for (std::size_t i = 0; i < given.match.markets.size(); ++i)
            require(is_country_code(given.match.markets[i]),
                    fmt::format("{}.match.markets[{}]", field, i),
                    "a country as two upper-case letters");
        std::set<std::string> names;
        for (std::size_t i = 0; i < given.filters.size(); ++i) {
            const std::string at = fmt::format("{}.filters[{}]", field, i);
            name(given.filters[i].name, names, at);
            filter(given.filters[i], at);
        }
        costs(given.costs, field + ".costs");
        require(given.split.max_parcels >= 1 && given.split.max_parcels <= 20,
                field + ".split.max_parcels", "1 to 20");
        require(given.expansion_budget >= 1, field + ".expansion_budget", "1 or more");
        require(given.offered_stores >= 0 && given.offered_stores <= most_offered_stores,
                field + ".offered_stores", "0 to 10");
    }

    void filter(const SourcingFilter& given, const std::string& field) {
        match(given.locations, field + ".locations");
        if (given.kind == FilterKind::max_distance) {
            require(given.max_distance_m > 0, field + ".max_distance_m", "above 0");
        } else {
            require(given.max_distance_m == 0, field + ".max_distance_m",
                    "only for a filter of kind max_distance");
        }
        if (given.from && given.until)
            require(*given.from < *given.until, field + ".until", "after it begins");
        if (given.penalty) price(*given.penalty, field + ".penalty");
    }

    void costs(const CostRules& given, const std::string& field) {
        price(given.split_penalty, field + ".split_penalty");
        price(given.line_split_penalty, field + ".line_split_penalty");
        // A plan may be late by years: the solver's range allows for no more a day.
        require(given.late_per_day >= 0 && given.late_per_day <= 100'000, field + ".late_per_day",
                "0 to 100,000");
        price(given.unfilled_per_unit, field + ".unfilled_per_unit");
        match(given.stock_out_at, field + ".stock_out_at");
        for (std::size_t i = 0; i < given.stock_out.size(); ++i) {
            const std::string at = fmt::format("{}.stock_out[{}]", field, i);
            units(given.stock_out[i].units_left, at + ".units_left");
            price(given.stock_out[i].price, at + ".price");
            if (i == 0) continue;
            require(given.stock_out[i].units_left > given.stock_out[i - 1].units_left,
                    at + ".units_left", "above that of the step before");
            require(given.stock_out[i].price <= given.stock_out[i - 1].price, at + ".price",
                    "not above that of the step before");
        }
    }

    void match(const LocationMatch& given, const std::string& field) {
        for (std::size_t i = 0; i < given.locations.size(); ++i)
            require(network_.find(given.locations[i]).has_value(),
                    fmt::format("{}.locations[{}]", field, i), "is no location of the network");
        for (std::size_t i = 0; i < given.groups.size(); ++i)
            require(is_group(given.groups[i]), fmt::format("{}.groups[{}]", field, i),
                    "is no group of any location");
    }

    bool is_group(const std::string& group) const {
        for (std::size_t i = 0; i < network_.size(); ++i) {
            const auto& groups = network_.location(i).settings.groups;
            if (std::find(groups.begin(), groups.end(), group) != groups.end()) return true;
        }
        return false;
    }

    const RuleDraft& draft_;
    const Network& network_;
    std::vector<FieldViolation> found_;
};

}  // namespace

std::vector<FieldViolation> validate(const RuleDraft& draft, const Network& network) {
    return Check(draft, network).run();
}

}  // namespace oms::fulfillment
