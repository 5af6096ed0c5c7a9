#include <algorithm>
#include <utility>

#include "fulfillment/solver/search.hpp"

// Local search for problems of any size. By a model in which each open location costs once and each
// line its cost there, with or without a share of the parcel for its weight, locations are opened
// while that pays; then lines go to parcels, and locations are closed one by one while the real
// cost falls.
namespace oms::fulfillment::solver {
namespace {

constexpr std::int64_t most_cells = 80'000'000;  // cells read by one run of opening
constexpr std::size_t most_closings = 48;
constexpr std::size_t small_assignment = 200'000;

class LocalSearch {
public:
    LocalSearch(Search& search, bool by_weight)
        : search_(search), problem_(*search.problem), own_(search.greedy), by_weight_(by_weight) {}

    void run() {
        open_locations();
        assign();
        pack_parts(search_);
        own_.best_open = own_.open;
        close_locations();
    }

private:
    Cost model_cost(std::size_t l, std::size_t c) const {
        const ProblemLine& line = problem_.lines[l];
        const Cost whole = whole_cost(line, problem_.candidates[c].lines[l]);
        if (!by_weight_ || whole == infinite) return whole;
        return whole + own_.rates[c].of_weight(line.weight_g * line.quantity);
    }

    // Parcels that are paid for by weight are on average half empty once.
    Cost opening_cost(std::size_t c) const {
        return by_weight_ ? own_.rates[c].base / 2 : own_.rates[c].base;
    }

    Cost gain_of(std::size_t c) {
        if (own_.rates[c].base == infinite) return -1;
        Cost gain = -opening_cost(c);
        for (std::size_t l = 0; l < problem_.lines.size(); ++l)
            gain += std::max<Cost>(0, own_.current[l] - model_cost(l, c));
        cells_ += static_cast<std::int64_t>(problem_.lines.size());
        return gain;
    }

    // Gains only fall while others open, so an old gain is a bound on the present one. Whoever
    // gains about as much as the best is opened at once, which spares most of the counting anew.
    void open_locations() {
        const std::size_t count = problem_.candidates.size();
        own_.open.assign(count, 0);
        own_.current.resize(problem_.lines.size());
        for (std::size_t l = 0; l < problem_.lines.size(); ++l)
            own_.current[l] = problem_.lines[l].unfilled_cost * problem_.lines[l].quantity;
        own_.gain.resize(count);
        Cost threshold = 0;
        for (std::size_t c = 0; c < count; ++c) {
            own_.gain[c] = gain_of(c);
            threshold = std::max(threshold, own_.gain[c]);
        }
        const bool large = count * problem_.lines.size() > small_assignment;
        cells_ = 0;
        while (threshold > 0 && cells_ < most_cells) {
            for (std::size_t c = 0; c < count; ++c) {
                if (own_.gain[c] < threshold) continue;
                own_.gain[c] = gain_of(c);
                ++search_.expansions;
                if (own_.gain[c] >= threshold) open(c);
            }
            // The best first where there is time for it.
            const Cost top = *std::max_element(own_.gain.begin(), own_.gain.end());
            threshold = std::min(top, large ? threshold / 2 : threshold * 15 / 16);
        }
    }

    void open(std::size_t c) {
        own_.open[c] = 1;
        own_.gain[c] = -1;
        for (std::size_t l = 0; l < problem_.lines.size(); ++l)
            own_.current[l] = std::min(own_.current[l], model_cost(l, c));
    }

    // Each line to the open location that is cheapest by the model, or in parts.
    void assign() {
        own_.parts.clear();
        own_.owner.assign(problem_.lines.size(), nobody);
        for (std::size_t l = 0; l < problem_.lines.size(); ++l)
            own_.current[l] = problem_.lines[l].unfilled_cost * problem_.lines[l].quantity;
        for (std::size_t c = 0; c < problem_.candidates.size(); ++c) {
            if (own_.open[c] == 0) continue;
            for (std::size_t l = 0; l < problem_.lines.size(); ++l) {
                const Cost cost = model_cost(l, c);
                if (cost >= own_.current[l]) continue;
                own_.current[l] = cost;
                own_.owner[l] = static_cast<std::int32_t>(c);
            }
        }
        for (std::size_t l = 0; l < problem_.lines.size(); ++l) {
            const ProblemLine& line = problem_.lines[l];
            if (own_.owner[l] != nobody)
                add_part(l, static_cast<std::size_t>(own_.owner[l]), line.quantity);
            else if (line.may_split && line.quantity > 1)
                assign_parts(l);
        }
    }

    void add_part(std::size_t l, std::size_t c, std::int64_t units) {
        own_.parts.push_back({static_cast<std::int32_t>(l), static_cast<std::int32_t>(c), units,
                              problem_.lines[l].weight_g * units});
    }

    void assign_parts(std::size_t l) {
        const ProblemLine& line = problem_.lines[l];
        std::int64_t left = line.quantity;
        const std::size_t first = own_.parts.size();
        while (left > 0) {
            Cost most = 0;
            std::size_t source = problem_.candidates.size();
            for (std::size_t c = 0; c < problem_.candidates.size(); ++c) {
                const LineAtLocation& cell = problem_.candidates[c].lines[l];
                const std::int64_t units = std::min(left, cell.available);
                if (units == 0 || own_.rates[c].base == infinite) continue;
                const Cost opening = own_.open[c] != 0 ? 0 : own_.rates[c].base;
                const Cost split = own_.parts.size() > first ? problem_.line_split_cost : 0;
                const Cost gain =
                    (line.unfilled_cost - cell.per_unit) * units - cell.fixed - opening - split;
                if (gain <= most || taken(l, c, first)) continue;
                most = gain;
                source = c;
            }
            if (source == problem_.candidates.size()) return;
            const std::int64_t units =
                std::min(left, problem_.candidates[source].lines[l].available);
            add_part(l, source, units);
            own_.open[source] = 1;
            left -= units;
        }
    }

    bool taken(std::size_t l, std::size_t c, std::size_t first) const {
        for (std::size_t i = first; i < own_.parts.size(); ++i) {
            if (std::cmp_equal(own_.parts[i].line, l) && std::cmp_equal(own_.parts[i].place, c))
                return true;
        }
        return false;
    }

    // Closes what the plan is cheaper without. Small problems only: each try packs everything.
    void close_locations() {
        std::size_t tries = 0;
        const auto count = static_cast<std::size_t>(
            std::count(own_.best_open.begin(), own_.best_open.end(), std::uint8_t{1}));
        if (count * problem_.lines.size() > small_assignment) return;
        for (std::size_t c = 0; c < own_.best_open.size() && tries < most_closings; ++c) {
            if (own_.best_open[c] == 0) continue;
            ++tries;
            ++search_.expansions;
            own_.open = own_.best_open;
            own_.open[c] = 0;
            assign();
            if (pack_parts(search_)) own_.best_open[c] = 0;
        }
    }

    Search& search_;
    const ProblemView& problem_;
    Greedy& own_;
    bool by_weight_;
    std::int64_t cells_ = 0;
};

}  // namespace

Cost local_search(Search& search) {
    search.engine = Engine::greedy;
    const ProblemView& problem = *search.problem;
    const Cost bound = large_bound(search);
    search.best.clear();
    search.best.value = {0, 0};
    for (const ProblemLine& line : problem.lines)
        search.best.value.cost += line.unfilled_cost * line.quantity;
    search.levels.clear();
    for (const CandidateView& candidate : problem.candidates) {
        for (const OptionView& option : candidate.options)
            search.levels.push_back(
                problem.lateness.empty() ? 0 : lateness_cost(problem, option.arrival));
    }
    std::sort(search.levels.begin(), search.levels.end());
    search.levels.erase(std::unique(search.levels.begin(), search.levels.end()),
                        search.levels.end());
    // In time, and however late.
    if (search.levels.size() > 2)
        search.levels.erase(search.levels.begin() + 1, search.levels.end() - 1);
    for (const Cost level : search.levels) {
        search.level = level;
        read_rates(search, level);
        LocalSearch(search, true).run();
        if (problem.lines.size() * problem.candidates.size() <= small_assignment * 10)
            LocalSearch(search, false).run();
    }
    return std::min(bound, search.best.value.cost);
}

}  // namespace oms::fulfillment::solver
