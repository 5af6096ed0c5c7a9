#include "fulfillment/shared_limits.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace oms::fulfillment {
namespace {

constexpr std::size_t most_options = 8;
constexpr int most_limits = 4;

// A limit of a day, and what is asked of it.
struct Limit {
    DailyCapacity capacity;
    WorkDone taken;
    bool has_room_for(const WorkDone& more) const {
        WorkDone all = taken;
        all += more;
        return fits(capacity, all);
    }
};

// One option of one candidate, by their places in the problem.
struct Place {
    std::size_t candidate = 0;
    std::size_t option = 0;
    friend bool operator==(const Place&, const Place&) = default;
};

class SharedLimits {
public:
    SharedLimits(BuiltProblem& built, const Network& network, const WorkloadView& workload)
        : built_(built), network_(network), workload_(workload) {}
    SharedLimits(const SharedLimits&) = delete;
    SharedLimits& operator=(const SharedLimits&) = delete;
    ~SharedLimits() {
        for (auto closed = closed_.rbegin(); closed != closed_.rend(); ++closed)
            left(closed->first) = closed->second;
    }

    // The limit that the decision breaks, the first by key.
    std::optional<WorkKey> broken(const Decision& decision) const {
        std::map<WorkKey, std::pair<Limit, WorkDone>> asked;
        for (const Parcel& parcel : decision.parcels) {
            const Place place{static_cast<std::size_t>(parcel.candidate),
                              static_cast<std::size_t>(parcel.option)};
            for (auto& [key, capacity] : limits_of(place)) {
                const Limit limit{capacity, workload_.of(key)};
                auto& row = asked.try_emplace(std::move(key), limit, WorkDone{}).first->second;
                row.second += work_of(decision, parcel);
            }
        }
        for (const auto& [key, row] : asked) {
            if (!row.first.has_room_for(row.second)) return key;
        }
        return std::nullopt;
    }

    // Every option that may be used and draws on the limit.
    std::vector<Place> options_on(const WorkKey& key) {
        std::vector<Place> places;
        for (std::size_t c = 0; c < built_.candidates.size(); ++c) {
            for (std::size_t o = 0; o < built_.candidates[c].options.size(); ++o) {
                if (left({c, o}) < 1) continue;
                const auto limits = limits_of({c, o});
                if (std::any_of(limits.begin(), limits.end(),
                                [&](const auto& limit) { return limit.first == key; }))
                    places.push_back({c, o});
            }
        }
        return places;
    }

    void close(const Place& place) {
        closed_.emplace_back(place, left(place));
        left(place) = 0;
    }
    void open_again(std::size_t down_to) {
        for (; closed_.size() > down_to; closed_.pop_back())
            left(closed_.back().first) = closed_.back().second;
    }
    std::size_t closed() const { return closed_.size(); }

private:
    std::int64_t& left(const Place& place) {
        return built_.problem.candidates[place.candidate].options[place.option].capacity_left;
    }

    std::vector<std::pair<WorkKey, DailyCapacity>> limits_of(const Place& place) const {
        const BuiltCandidate& candidate = built_.candidates[place.candidate];
        const CarriageOption& option = candidate.options[place.option];
        const NetworkLocation& origin = network_.location(candidate.location);
        std::vector<std::pair<WorkKey, DailyCapacity>> limits;
        if (option.carriage != Carriage::shelf && origin.settings.ship_capacity) {
            limits.emplace_back(work_key(origin.location_id, WorkKind::shipping, option.ship_date),
                                *origin.settings.ship_capacity);
        }
        if (!built_.pickup_at) return limits;
        const NetworkLocation& at = network_.location(*built_.pickup_at);
        if (!at.settings.pickup_capacity) return limits;
        const LocalDate date = date_of(at.calendar.zone().local(option.arrives));
        limits.emplace_back(work_key(at.location_id, WorkKind::pickup, date),
                            *at.settings.pickup_capacity);
        return limits;
    }

    WorkDone work_of(const Decision& decision, const Parcel& parcel) const {
        WorkDone work{1, 0, 0};
        for (const ParcelLine& part : decision.lines_of(parcel)) {
            const BuiltLine& line = built_.lines[static_cast<std::size_t>(part.line)];
            work.lines += static_cast<std::int64_t>(line.parts.size());
            work.units += part.units;
        }
        return work;
    }

    BuiltProblem& built_;
    const Network& network_;
    const WorkloadView& workload_;
    std::vector<std::pair<Place, std::int64_t>> closed_;  // with what was left
};

// The cheapest decision with one option on the limit, and the others closed.
Decision with_one_option(SharedLimits& limits, const WorkKey& key,
                         const std::function<Decision()>& solve) {
    const std::vector<Place> places = limits.options_on(key);
    const std::size_t before = limits.closed();
    const auto keep_only = [&](const Place& kept) {
        limits.open_again(before);
        for (const Place& place : places) {
            if (place != kept) limits.close(place);
        }
    };
    std::optional<Decision> best;
    Place chosen;
    for (std::size_t i = 0; i < std::min(places.size(), most_options); ++i) {
        keep_only(places[i]);
        Decision found = solve();
        if (best && found.objective >= best->objective) continue;
        best = std::move(found);
        chosen = places[i];
    }
    keep_only(chosen);
    return *std::move(best);
}

}  // namespace

Decision solve_within_limits(BuiltProblem& built, const Network& network,
                             const WorkloadView& workload,
                             const std::function<Decision(const RoutingProblem&)>& solve) {
    Decision first = solve(built.problem);
    if (first.parcels.size() < 2) return first;
    SharedLimits limits(built, network, workload);
    std::optional<WorkKey> broken = limits.broken(first);
    if (!broken) return first;
    Decision decision = first;
    for (int tries = 0; broken && tries < most_limits; ++tries) {
        decision = with_one_option(limits, *broken, [&] { return solve(built.problem); });
        broken = limits.broken(decision);
    }
    if (broken) return first;
    decision.bound = std::min(first.bound, decision.objective);
    return decision;
}

}  // namespace oms::fulfillment
