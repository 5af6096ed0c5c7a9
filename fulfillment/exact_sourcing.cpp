#include "fulfillment/exact_sourcing.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <span>
#include <utility>

#include "fulfillment/competing.hpp"
#include "fulfillment/decision_record.hpp"
#include "fulfillment/demand_choice.hpp"
#include "fulfillment/nearest_first.hpp"
#include "fulfillment/plan_finder.hpp"
#include "fulfillment/routing_inputs.hpp"
#include "fulfillment/shared_limits.hpp"
#include "fulfillment/solver.hpp"

namespace oms::fulfillment {
namespace {

// Up to here the second best choice of locations is looked for.
constexpr std::size_t runner_up_lines = 13;
constexpr std::size_t runner_up_parcels = 4;

struct Workspace {
    ProblemBuffer buffer;
    SolverWorkspace solver;
    Decision decision;
};

Workspace& workspace() {
    thread_local Workspace mine;
    return mine;
}

Decision solve(Workspace& work, const RoutingProblem& problem) {
    if (!problem.candidates.empty()) return work.solver.solve(work.buffer.view(problem));
    Decision nothing;
    for (std::size_t line = 0; line < problem.lines.size(); ++line) {
        nothing.unfilled.push_back({static_cast<std::int32_t>(line), problem.lines[line].quantity});
        nothing.objective += problem.lines[line].quantity * problem.lines[line].unfilled_cost;
    }
    nothing.bound = nothing.objective;
    nothing.terms.unfilled = nothing.objective;
    return nothing;
}

// One demand on its way to a plan.
class Router {
public:
    Router(const RoutingSetup& setup, const Demand& demand, const PlanningView& view,
           Recording recording)
        : setup_(setup), demand_(demand), given_(view), view_(view), recording_(recording) {
        give_back_cart();
        give_back_order();
        view_.own = &own_;
    }

    Result<SourcingPlan> run() {
        PlanningView at_first = given_;
        const StockOverlay credit = own_;
        at_first.own = &credit;
        auto record = std::make_shared<RoutingRecord>();
        for (const DemandChoice& choice : choices_of(demand_, view_, setup_)) {
            OMS_TRY(RecordedChoice told, decide(choice));
            if (recording_ == Recording::on) record->choices.push_back(std::move(told));
        }
        if (unknown_stock_) {
            return fail(Reason::routing_unavailable,
                        "there is stock at a location that routing does not know yet");
        }
        if (recording_ == Recording::off) return std::move(plan_);
        record->time = view_.now;
        record->rules_version = setup_.version;
        record->position = view_.position;
        record->command_index = view_.command_index;
        std::sort(consulted_.begin(), consulted_.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        consulted_.erase(
            std::unique(consulted_.begin(), consulted_.end(),
                        [](const auto& a, const auto& b) { return a.first == b.first; }),
            consulted_.end());
        // As it was before the plan itself took any: that is found again by planning again.
        const WorkloadView before = at_first.workload();
        for (auto& row : consulted_)
            row.second = before.of(row.first);
        std::erase_if(consulted_, [](const auto& row) { return row.second == WorkDone{}; });
        record->inputs = encode_inputs(demand_, at_first, consulted_, setup_.network);
        plan_.record = std::move(record);
        return std::move(plan_);
    }

private:
    // What the demand's own cart holds is free for it.
    void give_back_cart() {
        if (!demand_.cart) return;
        for (const Reservation& held : view_.facts().held_by(*demand_.cart)) {
            if (const auto place = view_.view.index_of(held.location_id))
                own_.add(held.sku, *place, -held.open);
        }
    }

    // What the demand's own order has, it may have again.
    void give_back_order() {
        for (const PlannedUnits& units : demand_.credit) {
            if (const auto place = view_.view.index_of(units.key.location_id))
                own_.add(units.key.sku, *place, -units.quantity);
        }
        for (const auto& [key, done] : demand_.credit_work)
            own_.add_work(key, {-done.parcels, -done.lines, -done.units});
    }

    Result<RecordedChoice> decide(const DemandChoice& choice) {
        const std::vector<InboundSupply> inbound = inbound_of(choice.request, view_.facts());
        const RoutingWorld world{setup_.network, setup_.rules, view_,
                                 view_.workload().logged_in(consulted_), inbound};
        auto built = build_problems(choice.request, world, InboundUse::none);
        if (!built) {
            return fail(Reason::routing_unavailable, "no routing problem: " + built.error().detail);
        }
        return decide_best(choice, *built);
    }

    // Of several places to collect at the cheapest.
    Result<RecordedChoice> decide_best(const DemandChoice& choice,
                                       std::vector<BuiltProblem>& problems) {
        Workspace& work = workspace();
        const bool open = choice.pickup_location.empty() && !choice.request.pickup_at.empty();
        std::vector<RecordedPickup> weighed;
        std::size_t best = 0;
        for (std::size_t i = 0; i < problems.size(); ++i) {
            RoutingProblem& problem = problems[i].problem;
            if (demand_.expansion_limit > 0) {
                problem.expansion_budget =
                    std::min(problem.expansion_budget, demand_.expansion_limit);
            }
            Decision decision = solve_within_limits(
                problems[i], setup_.network, view_.workload(),
                [&](const RoutingProblem& asked) { return solve(work, asked); });
            if (open) {
                weighed.push_back(
                    {choice.request.pickup_at[i], minor_units_of(decision.objective)});
            }
            if (i == 0 || decision.objective < work.decision.objective) {
                work.decision = std::move(decision);
                best = i;
            }
        }
        const BuiltProblem& built = problems[best];
        RecordedChoice told = explained(choice, built);
        if (open) choose_pickup(told, built, std::move(weighed));
        take(choice, told, built);
        return told;
    }

    void choose_pickup(RecordedChoice& told, const BuiltProblem& built,
                       std::vector<RecordedPickup> weighed) {
        told.pickup_location = setup_.network.location(*built.pickup_at).location_id;
        told.pickups = std::move(weighed);
        for (const ParcelUnits& line : told.lines)
            plan_.pickups.push_back({line.line_no, told.pickup_location});
    }

    RecordedChoice explained(const DemandChoice& choice, const BuiltProblem& built) {
        if (recording_ == Recording::off) return {};
        Workspace& work = workspace();
        const ProblemView& problem = work.buffer.view(built.problem);
        const Decision& decision = work.decision;
        const bool compare = !built.problem.candidates.empty() &&
                             built.problem.lines.size() <= runner_up_lines &&
                             decision.parcels.size() <= runner_up_parcels;
        const Decision* runner_up = compare ? work.solver.runner_up(problem, decision) : nullptr;
        RecordedChoice told =
            explain({choice.request, built, problem, decision, runner_up, setup_.network});
        told.pickup_location = choice.pickup_location;
        told.service_level = choice.service_level;
        told.profile = setup_.rules.profile_for(choice.request.traits).name;
        return told;
    }

    void take(const DemandChoice& choice, const RecordedChoice& told, const BuiltProblem& built) {
        const RoutePlan plan = plan_of(workspace().decision);
        const Promise promise = promise_of(built, plan, setup_.network);
        const std::int64_t offered = setup_.rules.profile_for(choice.request.traits).offered_stores;
        for (std::size_t i = 0; i < promise.parcels.size(); ++i) {
            plan_.parcels.push_back(order_parcel(told, promise.parcels[i]));
            if (offered > 1)
                offer(built, plan, i, static_cast<std::size_t>(offered - 1), plan_.parcels.back());
        }
        for (const PromisedUnits& units : promise.unfilled)
            add_short(told, built, units);
    }

    // To the other stores that could send the parcel as well.
    void offer(const BuiltProblem& built, const RoutePlan& plan, std::size_t index,
               std::size_t most, OrderParcel& parcel) {
        const ProblemView& problem = workspace().buffer.view(built.problem);
        for (const ParcelPromise& other :
             competing_parcels(built, problem, plan, index, setup_.network, most)) {
            const NetworkLocation& origin = setup_.network.location(other.location);
            parcel.offers.push_back({origin.location_id, other.service_id,
                                     date_text(other.ship_date), other.order_by, other.by,
                                     limits_of(other, origin, {})});
        }
    }

    OrderParcel order_parcel(const RecordedChoice& told, const ParcelPromise& promise) {
        const NetworkLocation& origin = setup_.network.location(promise.location);
        OrderParcel parcel;
        parcel.location_id = origin.location_id;
        parcel.pickup_location = told.pickup_location;
        parcel.carriage = promise.carriage;
        parcel.service_id = promise.service_id;
        parcel.ship_date = date_text(promise.ship_date);
        parcel.order_by = promise.order_by;
        parcel.promised_by = promise.by;
        parcel.arrive_by = promise.at_store;
        const auto place = view_.view.index_of(origin.location_id);
        for (const PromisedUnits& units : promise.units) {
            parcel.units.push_back({units.line_no, units.quantity});
            plan_.units.push_back({
                units.line_no, {units.sku, origin.location_id},
                 units.quantity
            });
            if (place) own_.add(units.sku, *place, units.quantity);
        }
        for (WorkLimit& limit : limits_of(promise, origin, parcel.pickup_location)) {
            parcel.work.push_back(limit.key);
            plan_.limits.push_back(std::move(limit));
        }
        for (const WorkKey& key : parcel.work)
            own_.add_work(key, work_of(parcel));
        return parcel;
    }

    // The days and slots whose capacity the parcel takes.
    std::vector<WorkLimit> limits_of(const ParcelPromise& promise, const NetworkLocation& origin,
                                     const LocationId& pickup_location) const {
        std::vector<WorkLimit> limits;
        const auto claim = [&](WorkKey key, const std::optional<DailyCapacity>& capacity) {
            if (capacity) limits.push_back({std::move(key), *capacity});
        };
        if (promise.carriage != Carriage::shelf) {
            claim(work_key(origin.location_id, WorkKind::shipping, promise.ship_date),
                  origin.settings.ship_capacity);
        }
        if (!pickup_location.empty()) {
            const auto at = setup_.network.find(pickup_location);
            claim(work_key(pickup_location, WorkKind::pickup, promise.date),
                  setup_.network.location(*at).settings.pickup_capacity);
        }
        if (!promise.slot) return limits;
        for (const CarrierService& service : setup_.network.carriers().services) {
            if (service.service_id != promise.service_id) continue;
            claim(
                slot_key(origin.location_id, service.service_id, promise.ship_date, *promise.slot),
                DailyCapacity{CapacityMeasure::parcels, service.slots[*promise.slot].places});
        }
        return limits;
    }

    // Units that the rules would let the channel have, wherever they are. Adds to `elsewhere` those
    // at locations that routing does not know yet.
    std::int64_t promisable(const Sku& sku, std::int64_t& elsewhere) const {
        std::int64_t sum = 0;
        const ItemFacts* item = view_.facts().item(sku);
        const std::span<const std::string> tags =
            item ? std::span<const std::string>(item->tags) : std::span<const std::string>{};
        const SkuCells cells = view_.cells(sku);
        for (const StockView::Cell& cell : cells.cells) {
            const auto location = setup_.network.find(view_.view.place(cell.place).location_id);
            if (!location) {
                elsewhere += cells.available(cell);
                continue;
            }
            const std::int64_t kept = setup_.rules.kept_back(
                demand_.channel_id, setup_.network.location(*location), sku, tags);
            sum += std::max<std::int64_t>(0, cells.available(cell) - kept);
        }
        return sum;
    }

    // When the first location that is full begins its next day, and where the goods go does.
    std::optional<Timestamp> next_day(const BuiltProblem& built) const {
        const auto begins = [&](std::size_t location) {
            const TimeZone& zone = setup_.network.location(location).calendar.zone();
            const LocalDate today = date_of(zone.local(view_.now));
            return zone.utc(at_minute(today + std::chrono::days{1}, 0));
        };
        std::optional<Timestamp> first;
        for (const LeftOut& out : built.left_out) {
            if (out.reason != LeftOutReason::capacity) continue;
            Timestamp day = begins(out.location);
            if (built.pickup_at) day = std::max(day, begins(*built.pickup_at));
            first = first ? std::min(*first, day) : day;
        }
        return first;
    }

    void add_short(const RecordedChoice& told, const BuiltProblem& built,
                   const PromisedUnits& unfilled) {
        ShortLine line{unfilled.line_no, unfilled.sku, 0, 0};
        for (const ParcelUnits& asked : told.lines)
            line.wanted += asked.line_no == unfilled.line_no ? asked.quantity : 0;
        const std::int64_t filled = line.wanted - unfilled.quantity;
        std::int64_t elsewhere = 0;
        line.available = filled + promisable(unfilled.sku, elsewhere);
        unknown_stock_ = unknown_stock_ || (line.available < line.wanted && elsewhere > 0);
        if (line.available >= line.wanted) {
            // Those without the goods, and those that were not chosen, keep nothing back.
            std::copy_if(told.rejected.begin(), told.rejected.end(),
                         std::back_inserter(line.unreachable), [](const ReasonCount& count) {
                             return count.reason != to_string(LeftOutReason::no_stock) &&
                                    count.reason != to_string(RejectReason::cost);
                         });
        }
        line.retry_time = next_day(built);
        plan_.short_lines.push_back(std::move(line));
    }

    const RoutingSetup& setup_;
    const Demand& demand_;
    const PlanningView& given_;
    PlanningView view_;
    const Recording recording_;
    StockOverlay own_;
    ConsultedWork consulted_;
    SourcingPlan plan_;
    bool unknown_stock_ = false;
};

bool is_known_where(const Demand& demand) {
    return !demand.country_code.empty() ||
           std::all_of(demand.lines.begin(), demand.lines.end(),
                       [](const DemandLine& line) { return line.is_pickup(); });
}

bool is_countable(const Demand& demand) {
    std::map<Sku, std::int64_t> wanted;
    return std::all_of(demand.lines.begin(), demand.lines.end(), [&](const DemandLine& line) {
        return (wanted[line.sku] += line.quantity) <= largest_routed_quantity;
    });
}

}  // namespace

Result<std::optional<Timestamp>> ExactSourcing::inbound_promise(const Demand& demand,
                                                                const InboundUnits& supply,
                                                                const PlanningView& view) const {
    const std::shared_ptr<const RoutingSetup> setup = setups_.current();
    if (!setup || !is_known_where(demand)) return Sourcing::inbound_promise(demand, supply, view);
    // Nothing is on any shelf: all units come from the supply.
    const StockView no_stock;
    const StockOverlay nothing_pending;
    const PlanningView later{no_stock,           nothing_pending, view.now,     view.position,
                             view.command_index, nullptr,         &view.facts()};
    const DemandChoice choice = choices_of(demand, later, *setup).at(0);
    const InboundSupply inbound{
        {demand.lines.at(0).sku, supply.location_id},
        supply.available_from, supply.quantity
    };
    const RoutingWorld world{
        setup->network, setup->rules, later, later.workload(), {&inbound, 1}
    };
    const auto built = build_problems(choice.request, world, InboundUse::apart);
    if (!built)
        return fail(Reason::routing_unavailable, "no routing problem: " + built.error().detail);
    std::optional<Timestamp> by;
    for (const BuiltProblem& problem : *built) {
        const Decision decision = solve(workspace(), problem.problem);
        if (decision.parcels.empty()) continue;
        const Promise promise = promise_of(problem, plan_of(decision), setup->network);
        by = by ? std::min(*by, promise.by) : promise.by;
    }
    return by;
}

Result<SourcingPlan> ExactSourcing::plan(const Demand& demand, const PlanningView& view) const {
    const std::shared_ptr<const RoutingSetup> setup = setups_.current();
    if (!setup || !is_known_where(demand) || !is_countable(demand))
        return NearestFirst().plan(demand, view);
    return Router(*setup, demand, view, recording_).run();
}

}  // namespace oms::fulfillment
