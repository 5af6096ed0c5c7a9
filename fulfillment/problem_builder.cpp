#include "fulfillment/problem_builder.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "fulfillment/promisable_stock.hpp"

namespace oms::fulfillment {
namespace {

// What a solver takes: units of a line, and grams or cubic centimeters of a unit.
constexpr std::int64_t largest_quantity = largest_routed_quantity;
constexpr std::int64_t largest_unit = 1'000'000'000;

struct Line {
    Sku sku;
    std::int64_t quantity = 0;
    Goods unit;
    std::span<const std::string> tags;
};

// Why a location is out, before its options are looked at.
struct Filtered {
    std::optional<LeftOut> out;
    std::int64_t penalty = 0;
};

// Builds one problem: a delivery, or the pickup at one location.
class Builder {
public:
    Builder(const RoutingRequest& request, const RoutingWorld& world, InboundUse inbound,
            std::optional<std::size_t> pickup_at)
        : request_(request),
          world_(world),
          inbound_(inbound),
          profile_(world.rules.profile_for(request.traits)) {
        built_.pickup_at = pickup_at;
        if (!pickup_at || !world.stock.view.has_closures()) return;
        const auto place =
            world.stock.view.index_of(world.network.location(*pickup_at).location_id);
        pickup_closed_ = place && world.stock.view.is_closed(*place, world.stock.now);
    }

    BuiltProblem run() {
        merge_lines();
        built_.candidates.reserve(stock_->stocked_locations());
        built_.problem.candidates.reserve(stock_->stocked_locations());
        for (std::size_t location = 0; location < world_.network.size(); ++location)
            consider(location);
        settle_splitting();
        fill_terms();
        return std::move(built_);
    }

private:
    void merge_lines() {
        std::unordered_map<Sku, std::size_t> index;
        for (const RoutingLine& given : request_.lines) {
            const auto [found, is_new] = index.emplace(given.sku, lines_.size());
            if (is_new) {
                lines_.push_back({given.sku, 0, given.unit, given.item_tags});
                built_.lines.push_back({given.sku, {}});
            }
            lines_[found->second].quantity += given.quantity;
            built_.lines[found->second].parts.emplace_back(given.line_no, given.quantity);
        }
        work_ = {1, static_cast<std::int64_t>(lines_.size()), 0};
        std::vector<StockLine> asked;
        for (const Line& line : lines_) {
            work_.units += line.quantity;
            asked.push_back({line.sku, line.tags});
        }
        stock_.emplace(std::move(asked), request_, world_, inbound_);
    }

    void consider(std::size_t index) {
        LeftOut out{index, LeftOutReason::no_stock, {}};
        if (pickup_closed_) {
            out.reason = LeftOutReason::excluded;
            return built_.left_out.push_back(std::move(out));
        }
        // Most locations hold nothing of an order: they cost one look.
        if (!stock_->has_any(index)) return built_.left_out.push_back(std::move(out));
        const NetworkLocation& location = world_.network.location(index);
        const Filtered filtered = filter(index, location);
        const auto add = [&](std::vector<std::int64_t> units, std::optional<Timestamp> from) {
            if (std::all_of(units.begin(), units.end(), [](auto u) { return u == 0; }))
                return false;
            if (filtered.out) {
                out = *filtered.out;
                return false;
            }
            CarriageFound found = options_for_some(location, units, from);
            if (found.options.empty()) {
                out.reason = std::max(out.reason, found.reason);
                return false;
            }
            add_candidate(index, units, from, std::move(found.options), filtered.penalty);
            return true;
        };
        bool takes_part = add(stock_->now(index), std::nullopt);
        for (auto& [from, units] : stock_->later(index))
            takes_part = add(std::move(units), from) || takes_part;
        if (!takes_part) built_.left_out.push_back(std::move(out));
    }

    Filtered filter(std::size_t index, const NetworkLocation& location) const {
        Filtered filtered;
        const auto& excluded = request_.excluded;
        if (std::find(excluded.begin(), excluded.end(), location.location_id) != excluded.end()) {
            filtered.out = LeftOut{index, LeftOutReason::excluded, {}};
            return filtered;
        }
        for (const SourcingFilter& rule : profile_.filters) {
            if (rule.from && request_.now < *rule.from) continue;
            if (rule.until && request_.now >= *rule.until) continue;
            if (!keeps_out(rule, location)) continue;
            if (rule.penalty) {
                filtered.penalty += *rule.penalty;
                continue;
            }
            const auto reason = rule.kind == FilterKind::max_distance ? LeftOutReason::distance
                                                                      : LeftOutReason::excluded;
            // `excluded` comes before `distance`, whatever the order of the rules.
            if (!filtered.out || reason < filtered.out->reason)
                filtered.out = LeftOut{index, reason, rule.name};
        }
        return filtered;
    }

    bool keeps_out(const SourcingFilter& rule, const NetworkLocation& location) const {
        const bool matches = rule.locations.fits(location);
        switch (rule.kind) {
            case FilterKind::exclude:
                return matches;
            case FilterKind::only:
                return !matches;
            case FilterKind::max_distance:
                break;
        }
        const auto& to = destination().position;
        // What is not known to be too far may send.
        return matches && to && location.place.position &&
               distance_m(*location.place.position, *to) > rule.max_distance_m;
    }

    const PostalPlace& destination() const {
        return built_.pickup_at ? world_.network.location(*built_.pickup_at).place
                                : request_.destination;
    }

    CarriageFound options(const NetworkLocation& location, const std::vector<std::int64_t>& units,
                          std::optional<Timestamp> from) {
        goods_.clear();
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            if (units[line] > 0) goods_.push_back(lines_[line].unit);
        }
        const CarriageQuery query{world_, request_, profile_, from.value_or(request_.now),
                                  work_,  goods_};
        if (built_.pickup_at)
            return pickups(query, location, world_.network.location(*built_.pickup_at));
        return deliveries(query, location);
    }

    // The options for all the location has; where no carrier takes all of it, for what one takes
    // alone. Sets the units of the rest to 0.
    CarriageFound options_for_some(const NetworkLocation& location,
                                   std::vector<std::int64_t>& units,
                                   std::optional<Timestamp> from) {
        CarriageFound found = options(location, units, from);
        if (!found.options.empty() || found.reason != LeftOutReason::no_service) return found;
        bool some = false;
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            if (units[line] == 0) continue;
            std::vector<std::int64_t> alone(lines_.size());
            alone[line] = units[line];
            if (options(location, alone, from).options.empty()) units[line] = 0;
            some = some || units[line] > 0;
        }
        return some ? options(location, units, from) : found;
    }

    // Handling of what goes by `carriage` from the location, carriage of own transport included.
    HandlingCost handling(const NetworkLocation& location, const CarriageOption& option) const {
        if (option.carriage == Carriage::shelf) return location.settings.pickup;
        if (option.carriage == Carriage::carrier) return location.settings.shipping;
        HandlingCost cost = location.settings.transfer;
        for (const Shuttle& shuttle : world_.network.shuttles()) {
            if (shuttle.shuttle_id != option.service_id) continue;
            cost.per_line += shuttle.price.per_line;
            cost.per_unit += shuttle.price.per_unit;
        }
        return cost;
    }

    void add_candidate(std::size_t index, const std::vector<std::int64_t>& units,
                       std::optional<Timestamp> from, std::vector<CarriageOption> options,
                       std::int64_t penalty) {
        const NetworkLocation& location = world_.network.location(index);
        // The options of one location go one way, so that its lines have one price.
        const HandlingCost work = handling(location, options.front());
        const Oversize& oversize = world_.network.carriers().oversize;
        Candidate candidate{};
        candidate.options.reserve(options.size());
        candidate.lines.reserve(lines_.size());
        for (const CarriageOption& option : options) {
            ParcelOption parcel{};
            parcel.option_no = static_cast<std::int32_t>(candidate.options.size());
            parcel.arrival = epoch_minute(option.arrives);
            parcel.fixed = cost_of(option.price + penalty);
            parcel.tariff.reserve(option.weight_steps.size());
            for (const WeightStep& step : option.weight_steps)
                parcel.tariff.push_back({step.up_to_weight_g, cost_of(step.price)});
            parcel.capacity_left = option.capacity_left;
            parcel.volumetric_g_per_l = option.volumetric_g_per_l;
            candidate.options.push_back(std::move(parcel));
        }
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            LineAtLocation at{units[line], cost_of(work.per_line), cost_of(work.per_unit)};
            const bool carried = options.front().carriage == Carriage::carrier;
            if (carried && oversize.longest_side_mm > 0 &&
                lines_[line].unit.longest_side_mm > oversize.longest_side_mm)
                at.per_unit += cost_of(oversize.price_per_unit);
            const std::int64_t left = units[line] - std::min(units[line], lines_[line].quantity);
            if (units[line] > 0)
                at.fixed += cost_of(stock_out_price(profile_.costs, location, left));
            const Cost most = largest_cost / lines_[line].quantity;
            at.fixed = std::min(at.fixed, most);
            at.per_unit = std::min(at.per_unit, most);
            candidate.lines.push_back(at);
        }
        built_.problem.candidates.push_back(std::move(candidate));
        built_.candidates.push_back({index, from, std::move(options)});
    }

    // Whether one location holds the whole line now.
    bool held_whole(std::size_t line) const {
        for (std::size_t i = 0; i < built_.candidates.size(); ++i) {
            if (!built_.candidates[i].supplied_from &&
                built_.problem.candidates[i].lines[line].available >= lines_[line].quantity)
                return true;
        }
        return false;
    }

    // Decides which lines may split, and drops what then can serve no line.
    void settle_splitting() {
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            const LineSplit policy = profile_.split.lines;
            const bool may_split = policy == LineSplit::always ||
                                   (policy == LineSplit::when_needed && !held_whole(line));
            const Cost unfilled = std::min(cost_of(profile_.costs.unfilled_per_unit),
                                           largest_cost / lines_[line].quantity);
            built_.problem.lines.push_back(
                {lines_[line].quantity,
                 std::clamp<std::int64_t>(lines_[line].unit.weight_g, 0, largest_unit),
                 std::clamp<std::int64_t>(lines_[line].unit.volume_cm3, 0, largest_unit), unfilled,
                 may_split});
            if (may_split) continue;
            for (Candidate& candidate : built_.problem.candidates) {
                if (candidate.lines[line].available < lines_[line].quantity)
                    candidate.lines[line].available = 0;
            }
        }
        drop_useless();
        std::sort(built_.left_out.begin(), built_.left_out.end(),
                  [](const LeftOut& a, const LeftOut& b) { return a.location < b.location; });
    }

    void drop_useless() {
        std::vector<Candidate> useful;
        std::vector<BuiltCandidate> meaning;
        useful.reserve(built_.candidates.size());
        meaning.reserve(built_.candidates.size());
        std::vector<std::size_t> dropped;
        for (std::size_t i = 0; i < built_.candidates.size(); ++i) {
            Candidate& candidate = built_.problem.candidates[i];
            const bool serves =
                std::any_of(candidate.lines.begin(), candidate.lines.end(),
                            [](const LineAtLocation& at) { return at.available > 0; });
            if (!serves) {
                dropped.push_back(built_.candidates[i].location);
                continue;
            }
            candidate.location_no = static_cast<std::int32_t>(useful.size());
            useful.push_back(std::move(candidate));
            meaning.push_back(std::move(built_.candidates[i]));
        }
        dropped.erase(std::unique(dropped.begin(), dropped.end()), dropped.end());
        for (const std::size_t location : dropped) {
            const bool stays = std::any_of(
                meaning.begin(), meaning.end(),
                [&](const BuiltCandidate& candidate) { return candidate.location == location; });
            if (!stays) built_.left_out.push_back({location, LeftOutReason::no_stock, {}});
        }
        built_.problem.candidates = std::move(useful);
        built_.candidates = std::move(meaning);
    }

    void fill_terms() {
        RoutingProblem& problem = built_.problem;
        problem.split_cost = cost_of(profile_.costs.split_penalty);
        problem.line_split_cost = cost_of(profile_.costs.line_split_penalty);
        problem.max_parcels = profile_.split.max_parcels;
        problem.expansion_budget = profile_.expansion_budget;
        if (request_.promise && profile_.costs.late_per_day > 0)
            problem.lateness.emplace_back(epoch_minute(*request_.promise),
                                          cost_of(profile_.costs.late_per_day));
    }

    const RoutingRequest& request_;
    const RoutingWorld& world_;
    const InboundUse inbound_;
    const Profile& profile_;
    bool pickup_closed_ = false;  // nothing is collected there now
    BuiltProblem built_;
    std::vector<Line> lines_;
    std::vector<Goods> goods_;  // of the query under way
    WorkDone work_;
    std::optional<PromisableStock> stock_;
};

}  // namespace

Result<std::vector<BuiltProblem>> build_problems(const RoutingRequest& request,
                                                 const RoutingWorld& world, InboundUse inbound) {
    Error error{Reason::malformed_field, "routing request", {}, {}, {}, false};
    if (request.lines.empty()) error.fields.push_back({"lines", "at least one"});
    std::unordered_map<Sku, std::int64_t> wanted;
    for (std::size_t i = 0; i < request.lines.size(); ++i) {
        const std::int64_t quantity = request.lines[i].quantity;
        const bool sane = quantity >= 1 && quantity <= largest_quantity;
        if (!sane || (wanted[request.lines[i].sku] += quantity) > largest_quantity)
            error.fields.push_back({fmt::format("lines[{}].quantity", i),
                                    "1 to 1,000,000, with other lines of its SKU"});
    }
    const bool pickup = request.traits.method == Method::pickup;
    if (pickup && request.pickup_at.empty())
        error.fields.push_back({"pickup_at", "at least one location"});
    if (!error.fields.empty()) return fail(std::move(error));
    std::vector<BuiltProblem> problems;
    if (!pickup) {
        problems.push_back(Builder(request, world, inbound, std::nullopt).run());
        return problems;
    }
    for (const LocationId& id : request.pickup_at) {
        const auto location = world.network.find(id);
        if (!location) return fail(Reason::location_not_found, id.str());
        problems.push_back(Builder(request, world, inbound, *location).run());
    }
    return problems;
}

}  // namespace oms::fulfillment
