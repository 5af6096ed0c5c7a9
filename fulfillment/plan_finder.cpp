#include "fulfillment/plan_finder.hpp"

#include <memory>

#include "fulfillment/solver.hpp"

namespace oms::fulfillment {
namespace {

struct Workspace {
    ProblemBuffer buffer;
    SolverWorkspace solver;
};

PlanPart part_of(const ParcelLine& line) {
    return {static_cast<std::size_t>(line.line), line.units};
}

}  // namespace

RoutePlan plan_of(const Decision& decision) {
    RoutePlan plan;
    for (const Parcel& parcel : decision.parcels) {
        PlanParcel& sent = plan.parcels.emplace_back();
        sent.candidate = static_cast<std::size_t>(parcel.candidate);
        sent.option = static_cast<std::size_t>(parcel.option);
        for (const ParcelLine& line : decision.lines_of(parcel))
            sent.parts.push_back(part_of(line));
    }
    for (const ParcelLine& line : decision.unfilled)
        plan.unfilled.push_back(part_of(line));
    plan.cost = decision.objective;
    return plan;
}

PlanFinder exact_plan_finder() {
    return [workspace = std::make_shared<Workspace>()](const RoutingProblem& problem) {
        return plan_of(workspace->solver.solve(workspace->buffer.view(problem)));
    };
}

}  // namespace oms::fulfillment
