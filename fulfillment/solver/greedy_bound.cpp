#include <algorithm>
#include <limits>
#include <utility>

#include "fulfillment/solver/search.hpp"

// A bound for problems of any size. A parcel costs at least its base, and at least its weight times
// the least cost of a gram in any full step of a tariff; so it costs any mean of the two. For some
// means, dual ascent over the lines gives a sum of prices that no plan undercuts.
namespace oms::fulfillment::solver {
namespace {

constexpr std::size_t small_cells = 2'000'000;
constexpr int small_rounds = 4;
constexpr Cost shares = 4;

class Ascent {
public:
    // A parcel costs (shares - by_weight) of its base and by_weight of its weight, over shares.
    Ascent(Search& search, Cost by_weight)
        : search_(search), own_(search.greedy), by_weight_(by_weight) {
        const auto& problem = *search.problem;
        own_.slack.assign(problem.candidates.size(), 0);
        for (std::size_t c = 0; c < problem.candidates.size(); ++c)
            own_.slack[c] = own_.rates[c].base == infinite
                                ? 0
                                : own_.rates[c].base * (shares - by_weight) / shares;
        own_.dual.assign(problem.lines.size(), 0);
    }

    Cost run(int rounds) {
        const auto& lines = search_.problem->lines;
        for (std::size_t l = 0; l < lines.size(); ++l)
            own_.dual[l] = lines[l].unfilled_cost * lines[l].quantity;
        for (std::size_t c = 0; c < own_.slack.size(); ++c) {
            for (std::size_t l = 0; l < lines.size(); ++l)
                own_.dual[l] = std::min(own_.dual[l], cost(l, c));
        }
        for (int round = 1; round <= rounds; ++round) {
            for (std::size_t l = 0; l < lines.size(); ++l)
                raise(l, round == rounds);
        }
        Cost total = 0;
        for (const Cost price : own_.dual)
            total += price;
        return total;
    }

private:
    // No part of the line costs less here for its share of the units.
    Cost cost(std::size_t l, std::size_t c) const {
        const ProblemLine& line = search_.problem->lines[l];
        const LineAtLocation& cell = search_.problem->candidates[c].lines[l];
        if (own_.rates[c].base == infinite || cell.available < 1) return infinite;
        const Cost weight =
            own_.rates[c].of_weight(line.weight_g * line.quantity) * by_weight_ / shares;
        if (line.may_split && line.quantity > 1)
            return (cell.per_unit + std::min<Cost>(0, cell.fixed)) * line.quantity + weight;
        const Cost whole = whole_cost(line, cell);
        return whole == infinite ? infinite : whole + weight;
    }

    void raise(std::size_t l, bool fully) {
        const ProblemLine& line = search_.problem->lines[l];
        Cost allowed = line.unfilled_cost * line.quantity;
        Cost& price = own_.dual[l];
        for (std::size_t c = 0; c < own_.slack.size() && allowed > price; ++c) {
            const Cost here = cost(l, c);
            if (here != infinite)
                allowed = std::min(allowed, std::max(price, here) + own_.slack[c]);
        }
        if (allowed <= price) return;
        const Cost next = fully ? allowed : price + (allowed - price) / 2;
        for (std::size_t c = 0; c < own_.slack.size(); ++c) {
            const Cost here = cost(l, c);
            if (next > here) own_.slack[c] -= next - std::max(price, here);
        }
        price = next;
    }

    Search& search_;
    Greedy& own_;
    Cost by_weight_;
};

}  // namespace

Cost Rate::of_weight(std::int64_t weight) const {
    if (rate_cost <= 0 || weight <= 0) return 0;
    constexpr std::int64_t half = std::int64_t{1} << 31;
    if (rate_cost < half && weight < half) return rate_cost * weight / rate_weight;
    // Whole and rest apart, so that the product stays in range.
    const Cost whole = rate_cost * (weight / rate_weight);
    const std::int64_t rest = weight % rate_weight;
    if (rest > std::numeric_limits<Cost>::max() / rate_cost) return whole;
    return whole + rate_cost * rest / rate_weight;
}

Cost whole_cost(const ProblemLine& line, const LineAtLocation& cell) {
    return cell.available >= line.quantity ? cell.fixed + cell.per_unit * line.quantity : infinite;
}

void read_rates(Search& search, Cost level) {
    const ProblemView& problem = *search.problem;
    auto& rates = search.greedy.rates;
    rates.assign(problem.candidates.size(), {});
    for (std::size_t c = 0; c < rates.size(); ++c) {
        if (std::cmp_equal(c, search.excluded)) continue;
        for (const OptionView& option : problem.candidates[c].options) {
            if (option.capacity_left < 1 || option.tariff.empty()) continue;
            if (lateness_cost(problem, option.arrival) > level) continue;
            Rate& rate = rates[c];
            for (const TariffStep& step : option.tariff) {
                const Cost cost = option.fixed + step.cost + problem.split_cost + 1;
                rate.base = std::min(rate.base, cost);
                rate.most_weight = std::max(rate.most_weight, step.up_to_weight_g);
                const std::int64_t weight = std::max<std::int64_t>(1, step.up_to_weight_g);
                // cost / weight < the rate so far, exactly: whole parts, then rests
                if (rate.rate_cost == infinite ||
                    cost / weight < rate.rate_cost / rate.rate_weight ||
                    (cost / weight == rate.rate_cost / rate.rate_weight &&
                     (cost % weight) * rate.rate_weight <
                         (rate.rate_cost % rate.rate_weight) * weight)) {
                    rate.rate_cost = cost;
                    rate.rate_weight = weight;
                }
            }
        }
    }
}

Cost large_bound(Search& search) {
    const ProblemView& problem = *search.problem;
    read_rates(search, infinite);
    const bool small = problem.lines.size() * problem.candidates.size() <= small_cells;
    Cost unfilled = 0;
    for (const ProblemLine& line : problem.lines)
        unfilled += line.unfilled_cost * line.quantity;
    Cost bound = -infinite;
    for (Cost by_weight = small ? 0 : shares; by_weight <= shares; ++by_weight)
        bound = std::max(bound, Ascent(search, by_weight).run(small ? small_rounds : 0));
    return std::min(unfilled, bound - problem.split_cost);
}

}  // namespace oms::fulfillment::solver
