#include "fulfillment/offers.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

#include "fulfillment/carbon.hpp"

namespace oms::fulfillment {
namespace {

// The problem with only those options that `keeps` takes, and candidates that have one.
template <class Keeps>
BuiltProblem restricted(const BuiltProblem& built, const Keeps& keeps) {
    BuiltProblem part = built;
    part.candidates.clear();
    part.problem.candidates.clear();
    for (std::size_t i = 0; i < built.candidates.size(); ++i) {
        BuiltCandidate meaning{built.candidates[i].location, built.candidates[i].supplied_from, {}};
        Candidate candidate = built.problem.candidates[i];
        candidate.options.clear();
        for (std::size_t o = 0; o < built.candidates[i].options.size(); ++o) {
            const ParcelOption& option = built.problem.candidates[i].options[o];
            if (!keeps(i, option)) continue;
            candidate.options.push_back(option);
            candidate.options.back().option_no = static_cast<std::int32_t>(meaning.options.size());
            meaning.options.push_back(built.candidates[i].options[o]);
        }
        if (candidate.options.empty()) continue;
        candidate.location_no = static_cast<std::int32_t>(part.candidates.size());
        part.problem.candidates.push_back(std::move(candidate));
        part.candidates.push_back(std::move(meaning));
    }
    return part;
}

// Gathers the offers of one request.
class Maker {
public:
    Maker(const RoutingRequest& request, const RoutingWorld& world, const PlanFinder& find_plan)
        : request_(request), world_(world), find_plan_(find_plan) {}

    void earliest(const std::vector<BuiltProblem>& problems) {
        for (const BuiltProblem& built : problems) {
            if (!fills(built)) continue;
            std::set<std::int64_t> dates;
            for (const Candidate& candidate : built.problem.candidates) {
                for (const ParcelOption& option : candidate.options)
                    dates.insert(option.arrival);
            }
            // The first date by which everything can be there.
            const std::vector<std::int64_t> arrivals(dates.begin(), dates.end());
            const auto first = std::partition_point(
                arrivals.begin(), arrivals.end(),
                [&](std::int64_t arrival) { return !fills(by(built, arrival)); });
            if (first != arrivals.end()) add(by(built, *first));
        }
    }

    void cheapest(const std::vector<BuiltProblem>& problems) {
        for (const BuiltProblem& built : problems)
            add(built);
    }

    void complete(std::vector<BuiltProblem> problems) {
        for (BuiltProblem& built : problems) {
            built.problem.max_parcels = 1;
            add(built);
        }
    }

    // From each location what it holds now, and the rest when supply has come; the cheapest such.
    void now_and_later(const std::vector<BuiltProblem>& problems) {
        std::optional<Offer> best;
        for (const BuiltProblem& built : problems) {
            for (std::size_t now = 0; now < built.candidates.size(); ++now) {
                if (built.candidates[now].supplied_from) continue;
                for (std::size_t later = now + 1; later < built.candidates.size(); ++later) {
                    if (built.candidates[later].location != built.candidates[now].location) break;
                    auto offer = in_two(built, now, later);
                    if (!offer) continue;
                    if (!best || offer->promise.price < best->promise.price) best = *offer;
                    break;
                }
            }
        }
        if (best) keep(*std::move(best));
    }

    Offers finish() {
        const auto pick = [&](const auto& allowed, const auto& key) {
            std::optional<std::size_t> best;
            for (std::size_t i = 0; i < offers_.offers.size(); ++i) {
                const Offer& offer = offers_.offers[i];
                if (!allowed(offer)) continue;
                if (!best || key(offer) < key(offers_.offers[*best])) best = i;
            }
            return best;
        };
        const auto any = [](const Offer&) { return true; };
        const auto by_price = [](const Offer& o) {
            return std::tuple(o.promise.price, o.promise.by, o.promise.parcels.size());
        };
        const auto by_date = [](const Offer& o) {
            return std::tuple(o.promise.by, o.promise.price, o.promise.parcels.size());
        };
        offers_.earliest = pick(any, by_date);
        offers_.cheapest = pick(any, by_price);
        offers_.complete = pick([](const Offer& o) { return o.complete; }, by_price);
        return std::move(offers_);
    }

    Offers& offers() { return offers_; }

private:
    static BuiltProblem by(const BuiltProblem& built, std::int64_t arrival) {
        return restricted(built, [&](std::size_t, const ParcelOption& option) {
            return option.arrival <= arrival;
        });
    }

    bool fills(const BuiltProblem& built) const {
        if (built.candidates.empty()) return false;
        return find_plan_(built.problem).unfilled.empty();
    }

    void add(const BuiltProblem& built) {
        if (built.candidates.empty()) return;
        const RoutePlan plan = find_plan_(built.problem);
        if (!plan.unfilled.empty()) return;
        keep(offer_of(built, plan));
    }

    Offer offer_of(const BuiltProblem& built, const RoutePlan& plan) const {
        Offer offer{promise_of(built, plan, world_.network), built.pickup_at, false, false};
        offer.carbon_g = carbon_g(built, plan, request_.destination, world_.network);
        offer.complete = plan.parcels.size() == 1;
        offer.waits = std::any_of(
            offer.promise.parcels.begin(), offer.promise.parcels.end(),
            [](const ParcelPromise& parcel) { return parcel.supplied_from.has_value(); });
        return offer;
    }

    // Offers that cost and bring the same at the same time are one.
    void keep(Offer offer) {
        const bool known =
            std::any_of(offers_.offers.begin(), offers_.offers.end(), [&](const Offer& other) {
                return other.promise.by == offer.promise.by &&
                       other.promise.price == offer.promise.price &&
                       other.pickup_at == offer.pickup_at &&
                       other.promise.parcels.size() == offer.promise.parcels.size();
            });
        if (!known) offers_.offers.push_back(std::move(offer));
    }

    std::optional<Offer> in_two(const BuiltProblem& built, std::size_t now, std::size_t later) {
        if (built.problem.max_parcels < 2) return std::nullopt;
        BuiltProblem pair = restricted(built, [&](std::size_t candidate, const ParcelOption&) {
            return candidate == now || candidate == later;
        });
        RoutingProblem& problem = pair.problem;
        problem.max_parcels = 1;
        std::vector<std::int64_t> at_once;
        std::int64_t sum = 0;
        std::int64_t rest = 0;
        for (std::size_t line = 0; line < problem.lines.size(); ++line) {
            const std::int64_t wanted = problem.lines[line].quantity;
            at_once.push_back(std::min(wanted, problem.candidates[0].lines[line].available));
            sum += at_once.back();
            rest += wanted - at_once.back();
        }
        if (sum == 0 || rest == 0) return std::nullopt;
        auto first = one_parcel(problem, 0, at_once);
        for (std::size_t line = 0; line < at_once.size(); ++line)
            at_once[line] = problem.lines[line].quantity - at_once[line];
        auto second = one_parcel(problem, 1, at_once);
        if (!first || !second) return std::nullopt;
        RoutePlan plan = *std::move(first);
        plan.cost += second->cost + problem.split_cost;
        for (std::size_t line = 0; line < at_once.size(); ++line) {
            if (at_once[line] > 0 && at_once[line] < problem.lines[line].quantity)
                plan.cost += problem.line_split_cost;
        }
        plan.parcels.push_back(second->parcels.front());
        return offer_of(pair, plan);
    }

    // Exactly these units in one parcel of one candidate.
    std::optional<RoutePlan> one_parcel(const RoutingProblem& problem, std::size_t candidate,
                                        const std::vector<std::int64_t>& units) const {
        RoutingProblem part = problem;
        std::vector<std::size_t> lines;
        part.lines.clear();
        part.candidates = {problem.candidates[candidate]};
        part.candidates[0].lines.clear();
        part.candidates[0].location_no = 0;
        // Lateness is paid once, by the later of the two.
        if (candidate == 0) part.lateness.clear();
        for (std::size_t line = 0; line < units.size(); ++line) {
            if (units[line] == 0) continue;
            lines.push_back(line);
            part.lines.push_back(problem.lines[line]);
            part.lines.back().quantity = units[line];
            part.lines.back().may_split = false;
            part.candidates[0].lines.push_back(problem.candidates[candidate].lines[line]);
        }
        RoutePlan plan = find_plan_(part);
        if (!plan.unfilled.empty() || plan.parcels.size() != 1) return std::nullopt;
        plan.parcels[0].candidate = candidate;
        for (PlanPart& piece : plan.parcels[0].parts)
            piece.line = lines[piece.line];
        return plan;
    }

    const RoutingRequest& request_;
    const RoutingWorld& world_;
    const PlanFinder& find_plan_;
    Offers offers_;
};

// What can be had now of each line, summed over the candidates.
std::vector<Shortage> shortages_of(const std::vector<BuiltProblem>& problems) {
    std::vector<Shortage> shortages;
    const BuiltProblem& built = problems.front();
    for (std::size_t line = 0; line < built.lines.size(); ++line) {
        std::int64_t most = 0;
        for (const BuiltProblem& other : problems) {
            std::int64_t sum = 0;
            for (const Candidate& candidate : other.problem.candidates)
                sum += candidate.lines[line].available;
            most = std::max(most, sum);
        }
        const std::int64_t wanted = built.problem.lines[line].quantity;
        if (most < wanted) shortages.push_back({built.lines[line].sku, wanted, most});
    }
    return shortages;
}

}  // namespace

Result<Offers> make_offers(const RoutingRequest& request, const RoutingWorld& world,
                           const PlanFinder& find_plan) {
    OMS_TRY(const auto now, build_problems(request, world, InboundUse::none));
    OMS_TRY(const auto apart, build_problems(request, world, InboundUse::apart));
    OMS_TRY(auto together, build_problems(request, world, InboundUse::together));
    Maker maker(request, world, find_plan);
    // First, since of offers that cost and bring the same the first is kept.
    maker.cheapest(now);
    if (!maker.offers().offers.empty()) maker.offers().placed = 0;
    maker.earliest(now);
    if (maker.offers().offers.empty()) maker.earliest(apart);
    maker.complete(std::move(together));
    maker.now_and_later(apart);
    maker.cheapest(apart);
    maker.offers().shortages = shortages_of(now);
    return maker.finish();
}

Result<std::vector<Offer>> pickups_near(const RoutingRequest& request,
                                        const std::optional<GeoPosition>& from,
                                        const RoutingWorld& world, const PlanFinder& find_plan,
                                        std::size_t limit) {
    constexpr std::size_t locations_tried = 50;
    if (request.lines.empty()) return fail(Reason::malformed_field, "a pickup request with lines");
    std::vector<std::pair<std::int64_t, std::size_t>> near;
    for (const StockView::Cell& cell : world.stock.cells(request.lines.front().sku).cells) {
        const LocationId& id = world.stock.view.place(cell.place).location_id;
        const auto location = world.network.find(id);
        if (!location || !world.network.location(*location).offers_pickup) continue;
        const auto& asked_for = request.pickup_at;
        if (std::find(asked_for.begin(), asked_for.end(), id) != asked_for.end()) continue;
        const auto& position = world.network.location(*location).place.position;
        near.emplace_back(from && position ? distance_m(*from, *position)
                                           : std::numeric_limits<std::int64_t>::max(),
                          *location);
    }
    std::sort(near.begin(), near.end());
    near.resize(std::min(near.size(), locations_tried));
    std::vector<Offer> found;
    for (const auto& [distance, location] : near) {
        if (found.size() == limit) break;
        RoutingRequest there = request;
        there.pickup_at = {world.network.location(location).location_id};
        OMS_TRY(const auto problems, build_problems(there, world, InboundUse::none));
        const std::size_t here = location;
        const BuiltProblem& built = problems.front();
        Maker maker(there, world, find_plan);
        maker.cheapest({restricted(built, [&](std::size_t candidate, const ParcelOption&) {
            return built.candidates[candidate].location == here;
        })});
        for (Offer& offer : maker.offers().offers)
            found.push_back(std::move(offer));
    }
    return found;
}

Result<std::vector<Offer>> other_pickups(const RoutingRequest& request, const RoutingWorld& world,
                                         const PlanFinder& find_plan, std::size_t limit) {
    if (request.pickup_at.empty())
        return fail(Reason::malformed_field, "a pickup request with lines");
    const auto asked = world.network.find(request.pickup_at.front());
    if (!asked) return fail(Reason::location_not_found, request.pickup_at.front().str());
    return pickups_near(request, world.network.location(*asked).place.position, world, find_plan,
                        limit);
}

}  // namespace oms::fulfillment
