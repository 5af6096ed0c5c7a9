#include "tests/fulfillment/routing_referee.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

namespace oms::fulfillment {
namespace {

class Writer {
public:
    explicit Writer(const RoutingProblem& problem) : problem_(problem) {}

    std::string text() {
        for (std::size_t c = 0; c < problem_.candidates.size(); ++c)
            parcel(c);
        for (std::size_t l = 0; l < problem_.lines.size(); ++l)
            line(l);
        objective_.push_back(fmt::format("- {} any", problem_.split_cost));
        objective_.push_back("+ 1 late");
        // Some parcel goes, or the split cost of the first is not given back.
        row("any" + minus(all_parcels_), "<= 0");
        row(plus(all_parcels_), fmt::format("<= {}", problem_.max_parcels));
        binaries_.push_back("any");
        std::string text = "Minimize\n obj:" + folded(objective_) + "\nSubject To\n";
        for (const std::string& each : rows_)
            text += each;
        text += "Generals\n" + folded(generals_) + "\nBinaries\n" + folded(binaries_) + "\nEnd\n";
        return text;
    }

private:
    using Names = std::vector<std::string>;

    static std::string folded(const Names& terms) {
        std::string text;
        for (const std::string& term : terms)
            text += "\n " + term;
        return text;
    }

    static std::string plus(const Names& names) {
        Names terms;
        for (const std::string& name : names)
            terms.push_back("+ " + name);
        return folded(terms);
    }

    static std::string minus(const Names& names) {
        Names terms;
        for (const std::string& name : names)
            terms.push_back("- " + name);
        return folded(terms);
    }

    void row(const std::string& left, const std::string& right) {
        rows_.push_back(fmt::format(" r{}: {} {}\n", rows_.size(), left, right));
    }

    Cost lateness(std::int64_t arrival) const {
        Cost cost = 0;
        for (const auto& [deadline, per_day] : problem_.lateness)
            cost += arrival > deadline ? per_day * ((arrival - deadline + 1439) / 1440) : 0;
        return cost;
    }

    void parcel(std::size_t c) {
        const Candidate& candidate = problem_.candidates[c];
        Names mine;
        Names weights;
        Names volumes;
        for (std::size_t o = 0; o < candidate.options.size(); ++o) {
            const ParcelOption& option = candidate.options[o];
            if (option.capacity_left < 1) continue;
            for (std::size_t b = 0; b < option.tariff.size(); ++b) {
                const std::string name = fmt::format("z_{}_{}_{}", c, o, b);
                mine.push_back(name);
                binaries_.push_back(name);
                objective_.push_back(fmt::format(
                    "+ {} {}", option.fixed + option.tariff[b].cost + problem_.split_cost + 1,
                    name));
                weights.push_back(fmt::format("- {} {}", option.tariff[b].up_to_weight_g, name));
                volumes.push_back(
                    fmt::format("- {} {}", option.tariff[b].up_to_weight_g * 1000, name));
                const Cost late = lateness(option.arrival);
                if (late > 0) row(fmt::format("late - {} {}", late, name), ">= 0");
            }
        }
        all_parcels_.insert(all_parcels_.end(), mine.begin(), mine.end());
        row(plus(mine), "<= 1");
        const std::int64_t factor = candidate.options.front().volumetric_g_per_l;
        for (std::size_t l = 0; l < problem_.lines.size(); ++l) {
            const ProblemLine& line = problem_.lines[l];
            const LineAtLocation& cell = candidate.lines[l];
            const std::string units = fmt::format("x_{}_{}", c, l);
            const std::string part = fmt::format("y_{}_{}", c, l);
            generals_.push_back(units);
            binaries_.push_back(part);
            objective_.push_back(fmt::format("{:+} {}", cell.per_unit, units));
            objective_.push_back(
                fmt::format("{:+} {}", cell.fixed + problem_.line_split_cost, part));
            const std::int64_t most = std::min(cell.available, line.quantity);
            row(fmt::format("{} - {} {}", units, most, part), "<= 0");
            if (!line.may_split && most < line.quantity) row(part, "<= 0");
            if (!line.may_split)
                row(fmt::format("{} - {} {}", units, line.quantity, part), ">= 0");
            else
                row(fmt::format("{} - {}", units, part), ">= 0");
            row(part + minus(mine), "<= 0");
            weights.push_back(fmt::format("+ {} {}", line.weight_g, units));
            volumes.push_back(fmt::format("+ {} {}", line.volume_cm3 * factor, units));
        }
        row(folded(weights), "<= 0");
        if (factor > 0) row(folded(volumes), "<= 0");
    }

    void line(std::size_t l) {
        const ProblemLine& line = problem_.lines[l];
        Names units;
        Names parts;
        for (std::size_t c = 0; c < problem_.candidates.size(); ++c) {
            units.push_back(fmt::format("x_{}_{}", c, l));
            parts.push_back(fmt::format("y_{}_{}", c, l));
        }
        const std::string unfilled = fmt::format("u_{}", l);
        const std::string filled = fmt::format("f_{}", l);
        generals_.push_back(unfilled);
        binaries_.push_back(filled);
        objective_.push_back(fmt::format("+ {} {}", line.unfilled_cost, unfilled));
        row(unfilled + plus(units), fmt::format("= {}", line.quantity));
        // Parts beyond the first: each part has paid; one is given back, where there is one.
        objective_.push_back(fmt::format("- {} {}", problem_.line_split_cost, filled));
        row(filled + minus(parts), "<= 0");
    }

    const RoutingProblem& problem_;
    Names objective_;
    Names rows_;
    Names generals_;
    Names binaries_;
    Names all_parcels_;
};

std::string read_all(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

std::string to_linear_program(const RoutingProblem& problem) {
    return Writer(problem).text();
}

std::optional<std::string> find_referee(Referee referee) {
    const std::string name = referee == Referee::cbc ? "cbc" : "glpsol";
    for (const char* folder : {"/usr/bin/", "/usr/local/bin/"}) {
        if (std::filesystem::exists(folder + name)) return folder + name;
    }
    return std::nullopt;
}

std::optional<Cost> optimum_of(Referee referee, const std::string& program,
                               const std::filesystem::path& folder) {
    const auto path = find_referee(referee);
    if (!path) return std::nullopt;
    const auto model = folder / "model.lp";
    const auto answer = folder / "answer.txt";
    std::ofstream(model) << program;
    std::filesystem::remove(answer);
    const std::string command =
        referee == Referee::cbc
            ? fmt::format("{} {} ratioGap 0 allowableGap 0 seconds 60 solve solution {}", *path,
                          model.string(), answer.string())
            : fmt::format("{} --lp {} --tmlim 60 -o {}", *path, model.string(), answer.string());
    if (std::system((command + " > /dev/null 2>&1").c_str()) != 0) return std::nullopt;
    const std::string text = read_all(answer);
    const std::string_view before =
        referee == Referee::cbc ? "Optimal - objective value " : "obj = ";
    const auto at = text.find(before);
    const bool optimal =
        referee == Referee::cbc || text.find("INTEGER OPTIMAL") != std::string::npos;
    if (at == std::string::npos || !optimal) return std::nullopt;
    return std::llround(std::strtod(text.c_str() + at + before.size(), nullptr));
}

}  // namespace oms::fulfillment
