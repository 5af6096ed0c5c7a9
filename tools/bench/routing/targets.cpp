#include "tools/bench/routing/targets.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace oms::bench {
namespace {

struct Target {
    std::size_t locations;
    double mix_p50_us;
    double mix_p99_us;
    double ten_lines_p99_us;
    double thirteen_lines_p99_us;
    double twenty_lines_p99_ms;
    double proven;      // percent, of 20 lines in S and Z
    double per_second;  // of the consumer mix in W; 0: none set
};

constexpr Target targets[] = {
    {10,   0.3, 2,   50,  400,  1,  100, 0      },
    {100,  0.8, 10,  80,  500,  3,  100, 500'000},
    {1000, 2.5, 50,  200, 1000, 5,  95,  150'000},
    {5000, 6,   150, 700, 2000, 10, 90,  60'000 },
};

// Rows of these families and numbers of lines; 0 lines: the consumer mix.
struct Group {
    std::string_view families;
    std::size_t least_lines;
    std::size_t most_lines;
};

const char* verdict(bool met) {
    return met ? "met" : "**missed**";
}

class Table {
public:
    explicit Table(std::span<const Measured> measured) : measured_(measured) {}

    std::string text() const {
        return "| | 10 locations | 100 | 1,000 | 5,000 |\n| --- | --- | --- | --- | --- |\n" +
               rows_of_speed() + rows_of_proofs() + footer();
    }

private:
    using Field = double Measured::*;

    std::string rows_of_speed() const {
        std::string text;
        text += row("consumer mix, family W, p50 / p99 us",
                    [&](const Target& target) { return mix(target, "W"); });
        text += row("consumer mix, worst family, p50 / p99 us",
                    [&](const Target& target) { return mix(target, "WHSZ"); });
        text += row("any family, up to 10 lines, p99 us", [&](const Target& target) {
            return micros(target.locations, 10, target.ten_lines_p99_us);
        });
        text += row("any family, up to 13 lines, p99 us", [&](const Target& target) {
            return micros(target.locations, 13, target.thirteen_lines_p99_us);
        });
        text += row("W and H, 15 and 20 lines, p99 ms",
                    [&](const Target& target) { return millis(target); });
        return text;
    }

    std::string rows_of_proofs() const {
        std::string text;
        text += row("S and Z, 20 lines: proven, p99 ms",
                    [&](const Target& target) { return proven(target); });
        text += row("W and H, 20 lines: proven", [&](const Target& target) {
            const auto share = least(target.locations, {"WH", 20, 20}, &Measured::proven);
            return share ? fmt::format("{:.0f} %", *share) : "-";
        });
        text += row("decisions/s, consumer mix, family W",
                    [&](const Target& target) { return throughput(target); });
        return text;
    }

    template <class Cell>
    static std::string row(std::string_view name, const Cell& cell) {
        std::string text = fmt::format("| {} |", name);
        for (const Target& target : targets)
            text += fmt::format(" {} |", cell(target));
        return text + "\n";
    }

    // The highest and the lowest of a group's values; nothing when it has none.
    std::optional<std::pair<double, double>> range(std::size_t locations, const Group& group,
                                                   Field field) const {
        std::optional<std::pair<double, double>> found;
        for (const Measured& each : measured_) {
            if (each.locations != locations || each.lines < group.least_lines ||
                each.lines > group.most_lines ||
                group.families.find(letter(each.family)) == std::string_view::npos)
                continue;
            const double value = each.*field;
            if (!found) found = {value, value};
            found = {std::max(found->first, value), std::min(found->second, value)};
        }
        return found;
    }

    std::optional<double> most(std::size_t locations, const Group& group, Field field) const {
        const auto found = range(locations, group, field);
        return found ? std::optional(found->first) : std::nullopt;
    }

    std::optional<double> least(std::size_t locations, const Group& group, Field field) const {
        const auto found = range(locations, group, field);
        return found ? std::optional(found->second) : std::nullopt;
    }

    std::string mix(const Target& target, std::string_view families) const {
        const auto p50 = most(target.locations, {families, 0, 0}, &Measured::p50_us);
        const auto p99 = most(target.locations, {families, 0, 0}, &Measured::p99_us);
        if (!p50 || !p99) return "-";
        return fmt::format("{:.1f} / {:.0f} ({:g} / {:g}): {}", *p50, *p99, target.mix_p50_us,
                           target.mix_p99_us,
                           verdict(*p50 <= target.mix_p50_us && *p99 <= target.mix_p99_us));
    }

    std::string micros(std::size_t locations, std::size_t lines, double target) const {
        const auto p99 = most(locations, {"WHSZ", 1, lines}, &Measured::p99_us);
        if (!p99) return "-";
        return fmt::format("{:.0f} ({:g}): {}", *p99, target, verdict(*p99 <= target));
    }

    std::string millis(const Target& target) const {
        const auto p99 = most(target.locations, {"WH", 15, 20}, &Measured::p99_us);
        if (!p99) return "-";
        return fmt::format("{:.1f} ({:g}): {}", *p99 / 1000, target.twenty_lines_p99_ms,
                           verdict(*p99 / 1000 <= target.twenty_lines_p99_ms));
    }

    std::string proven(const Target& target) const {
        const auto share = least(target.locations, {"SZ", 20, 20}, &Measured::proven);
        const auto p99 = most(target.locations, {"SZ", 20, 20}, &Measured::p99_us);
        if (!share || !p99) return "-";
        return fmt::format("{:.0f} % in {:.0f} ms ({:g} %): {}", *share, *p99 / 1000, target.proven,
                           verdict(*share >= target.proven));
    }

    std::string throughput(const Target& target) const {
        const auto found = least(target.locations, {"W", 0, 0}, &Measured::per_second);
        if (!found) return "-";
        if (target.per_second == 0) return fmt::format("{:.0f}", *found);
        return fmt::format("{:.0f} ({:.0f}): {}", *found, target.per_second,
                           verdict(*found >= target.per_second));
    }

    std::string footer() const {
        double least_proven = 100;
        for (const Measured& each : measured_) {
            if (each.lines <= 15) least_proven = std::min(least_proven, each.proven);
        }
        return fmt::format(
            "\nTargets in brackets; throughput targets include live reservation, the figures here "
            "do not. Proven up to 15 lines, all networks and families: {:.1f} %.\n",
            least_proven);
    }

    std::span<const Measured> measured_;
};

}  // namespace

std::string target_table(std::span<const Measured> measured) {
    return Table(measured).text();
}

}  // namespace oms::bench
