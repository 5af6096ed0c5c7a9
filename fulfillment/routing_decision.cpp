#include "fulfillment/routing_decision.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>

namespace oms::fulfillment {
namespace {

struct Load {
    std::int64_t weight_g = 0;
    std::int64_t volume_cm3 = 0;
};

Load load_of(const ProblemView& problem, std::span<const ParcelLine> lines) {
    Load load;
    for (const ParcelLine& part : lines) {
        const ProblemLine& line = problem.lines[static_cast<std::size_t>(part.line)];
        load.weight_g += line.weight_g * part.units;
        load.volume_cm3 += line.volume_cm3 * part.units;
    }
    return load;
}

const CandidateView& candidate_of(const ProblemView& problem, const Parcel& parcel) {
    return problem.candidates[static_cast<std::size_t>(parcel.candidate)];
}

const OptionView& option_of(const ProblemView& problem, const Parcel& parcel) {
    return candidate_of(problem, parcel).options[static_cast<std::size_t>(parcel.option)];
}

Cost tariff_of(const OptionView& option, const Load& load) {
    return tariff_cost(option, chargeable_weight_g(option, load.weight_g, load.volume_cm3));
}

// Units that reached each line, and whether each row of stock and each option can give them.
class Audit {
public:
    explicit Audit(const ProblemView& problem)
        : problem_(problem), filled_(problem.lines.size(), 0) {}

    std::optional<std::string> parcel(const Decision& decision, const Parcel& parcel) {
        const auto lines = decision.lines_of(parcel);
        const OptionView& option = option_of(problem_, parcel);
        if (lines.empty()) return "a parcel carries nothing";
        if (++used_[{parcel.candidate, parcel.option}] > option.capacity_left)
            return fmt::format("option {} is used beyond its capacity", option.option_no);
        if (tariff_of(option, load_of(problem_, lines)) == std::numeric_limits<Cost>::min())
            return fmt::format("a parcel is too heavy for option {}", option.option_no);
        for (const ParcelLine& part : lines) {
            const auto l = static_cast<std::size_t>(part.line);
            const std::int64_t left = candidate_of(problem_, parcel).lines[l].available;
            if (part.units < 1 || part.units > left)
                return fmt::format("line {} takes {} of {} units", l, part.units, left);
            if (!problem_.lines[l].may_split && part.units != problem_.lines[l].quantity)
                return fmt::format("line {} is split", l);
            if (!parts_.try_emplace({parcel.candidate, part.line}, true).second)
                return fmt::format("line {} has two parts at one location", l);
            filled_[l] += part.units;
        }
        return std::nullopt;
    }

    std::optional<std::string> lines(const Decision& decision) {
        for (const ParcelLine& part : decision.unfilled) {
            const auto l = static_cast<std::size_t>(part.line);
            if (part.units < 1) return fmt::format("line {} leaves no unit unfilled", l);
            filled_[l] += part.units;
        }
        for (std::size_t l = 0; l < filled_.size(); ++l) {
            if (filled_[l] != problem_.lines[l].quantity)
                return fmt::format("line {} has {} units", l, filled_[l]);
        }
        return std::nullopt;
    }

private:
    const ProblemView& problem_;
    std::vector<std::int64_t> filled_;
    std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> used_;
    std::map<std::pair<std::int32_t, std::int32_t>, bool> parts_;
};

// What a parcel with all lines would be.
Load whole_of(const ProblemView& problem) {
    Load whole;
    for (const ProblemLine& line : problem.lines) {
        whole.weight_g += line.weight_g * line.quantity;
        whole.volume_cm3 += line.volume_cm3 * line.quantity;
    }
    return whole;
}

Rejection reject(const ProblemView& problem, const Load& whole, std::size_t index) {
    const CandidateView& candidate = problem.candidates[index];
    Rejection rejection{static_cast<std::int32_t>(index), RejectReason::no_stock, std::nullopt};
    std::int64_t lightest_g = std::numeric_limits<std::int64_t>::max();
    bool holds_all = true;
    Cost lines = 0;
    for (std::size_t l = 0; l < problem.lines.size(); ++l) {
        const ProblemLine& line = problem.lines[l];
        const LineAtLocation& cell = candidate.lines[l];
        const bool holds = cell.available >= line.quantity;
        const std::int64_t part = holds && !line.may_split ? line.quantity : 1;
        if (holds || (line.may_split && cell.available > 0))
            lightest_g = std::min(lightest_g, line.weight_g * part);
        holds_all = holds_all && holds;
        lines += cell.fixed + cell.per_unit * line.quantity;
    }
    if (lightest_g == std::numeric_limits<std::int64_t>::max()) return rejection;
    rejection.reason = RejectReason::no_capacity;
    for (const OptionView& option : candidate.options) {
        if (option.capacity_left < 1) continue;
        if (tariff_cost(option, lightest_g) == std::numeric_limits<Cost>::min()) {
            if (rejection.reason == RejectReason::no_capacity)
                rejection.reason = RejectReason::too_heavy;
            continue;
        }
        rejection.reason = RejectReason::cost;
        const Cost tariff = tariff_of(option, whole);
        if (!holds_all || tariff == std::numeric_limits<Cost>::min()) continue;
        const Cost alone =
            option.fixed + tariff + lines + lateness_cost(problem, option.arrival) + 1;
        if (!rejection.alone || alone < *rejection.alone) rejection.alone = alone;
    }
    return rejection;
}

}  // namespace

const char* to_string(Engine engine) {
    switch (engine) {
        case Engine::one_parcel:
            return "one_parcel";
        case Engine::subset_dp:
            return "subset_dp";
        case Engine::branch:
            return "branch";
        case Engine::split_dp:
            return "split_dp";
        case Engine::greedy:
            return "greedy";
    }
    return "";
}

const char* to_string(RejectReason reason) {
    switch (reason) {
        case RejectReason::no_stock:
            return "no_stock";
        case RejectReason::no_capacity:
            return "no_capacity";
        case RejectReason::too_heavy:
            return "too_heavy";
        case RejectReason::cost:
            return "cost";
    }
    return "";
}

Cost CostTerms::sum() const {
    return parcel_fixed + tariff + lines + splits + line_splits + lateness + unfilled + parcels;
}

std::span<const ParcelLine> Decision::lines_of(const Parcel& parcel) const {
    return std::span(parcel_lines).subspan(parcel.first_line, parcel.line_count);
}

void Decision::clear() {
    parcels.clear();
    parcel_lines.clear();
    unfilled.clear();
    objective = bound = 0;
    terms = {};
    engine = Engine::one_parcel;
    expansions = 0;
}

CostTerms price(const ProblemView& problem, const Decision& decision) {
    CostTerms terms;
    Cost parts = 0;
    std::int64_t latest = -1;
    for (const Parcel& parcel : decision.parcels) {
        const auto lines = decision.lines_of(parcel);
        const OptionView& option = option_of(problem, parcel);
        terms.parcel_fixed += option.fixed;
        terms.tariff += tariff_of(option, load_of(problem, lines));
        terms.parcels += 1;
        latest = std::max(latest, option.arrival);
        for (const ParcelLine& part : lines) {
            const auto& cell =
                candidate_of(problem, parcel).lines[static_cast<std::size_t>(part.line)];
            terms.lines += cell.fixed + cell.per_unit * part.units;
            ++parts;
        }
    }
    Cost lines_wholly_unfilled = 0;
    for (const ParcelLine& part : decision.unfilled) {
        const ProblemLine& line = problem.lines[static_cast<std::size_t>(part.line)];
        terms.unfilled += line.unfilled_cost * part.units;
        lines_wholly_unfilled += part.units == line.quantity ? 1 : 0;
    }
    const Cost lines_filled = static_cast<Cost>(problem.lines.size()) - lines_wholly_unfilled;
    terms.line_splits = problem.line_split_cost * (parts - lines_filled);
    terms.splits = problem.split_cost * std::max<Cost>(0, terms.parcels - 1);
    if (latest >= 0) terms.lateness = lateness_cost(problem, latest);
    return terms;
}

std::optional<std::string> fault_of(const ProblemView& problem, const Decision& decision) {
    if (std::cmp_greater(decision.parcels.size(), problem.max_parcels)) return "too many parcels";
    Audit audit(problem);
    for (const Parcel& parcel : decision.parcels) {
        if (auto fault = audit.parcel(decision, parcel)) return fault;
    }
    return audit.lines(decision);
}

std::vector<Rejection> rejections(const ProblemView& problem, const Decision& decision) {
    std::vector<bool> sends(problem.candidates.size(), false);
    for (const Parcel& parcel : decision.parcels)
        sends[static_cast<std::size_t>(parcel.candidate)] = true;
    const Load whole = whole_of(problem);
    std::vector<Rejection> result;
    result.reserve(sends.size());
    for (std::size_t index = 0; index < sends.size(); ++index) {
        if (!sends[index]) result.push_back(reject(problem, whole, index));
    }
    return result;
}

}  // namespace oms::fulfillment
