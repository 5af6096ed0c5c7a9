#include <algorithm>
#include <limits>

#include "fulfillment/solver/search.hpp"

namespace oms::fulfillment::solver {
namespace {

constexpr std::size_t bins_tried = 24;

class Packer {
public:
    explicit Packer(Search& search)
        : search_(search), problem_(*search.problem), own_(search.greedy) {}

    bool run() {
        std::sort(own_.parts.begin(), own_.parts.end(), [](const Part& a, const Part& b) {
            if (a.place != b.place) return a.place < b.place;
            return a.weight != b.weight ? a.weight > b.weight : a.line < b.line;
        });
        own_.bins.clear();
        for (std::size_t begin = 0; begin < own_.parts.size();) {
            std::size_t end = begin;
            while (end < own_.parts.size() && own_.parts[end].place == own_.parts[begin].place)
                ++end;
            fill_bins(begin, end);
            begin = end;
        }
        choose_options();
        keep_best_bins();
        return offer();
    }

private:
    const ProblemLine& line_of(const Part& part) const {
        return problem_.lines[static_cast<std::size_t>(part.line)];
    }

    const CandidateView& candidate_of(std::int32_t place) const {
        return problem_.candidates[static_cast<std::size_t>(place)];
    }

    // One parcel where all of it fits, else parcels of the weight that is cheapest by the gram.
    void fill_bins(std::size_t begin, std::size_t end) {
        const std::int32_t place = own_.parts[begin].place;
        Bin all{place};
        for (std::size_t i = begin; i < end; ++i) {
            all.weight += own_.parts[i].weight;
            all.volume += line_of(own_.parts[i]).volume_cm3 * own_.parts[i].units;
        }
        const Rate& rate = own_.rates[static_cast<std::size_t>(place)];
        const bool one = fits(all, rate.most_weight);
        const std::int64_t target = one ? rate.most_weight : rate.rate_weight;
        const std::size_t first = own_.bins.size();
        for (std::size_t i = begin; i < end; ++i) {
            Part& part = own_.parts[i];
            const std::int64_t volume = line_of(part).volume_cm3 * part.units;
            std::size_t bin =
                own_.bins.size() > first + bins_tried ? own_.bins.size() - bins_tried : first;
            for (; bin < own_.bins.size(); ++bin) {
                const Bin& old = own_.bins[bin];
                if (fits({place, old.weight + part.weight, old.volume + volume}, target)) break;
            }
            if (bin == own_.bins.size()) own_.bins.push_back({place});
            own_.bins[bin].weight += part.weight;
            own_.bins[bin].volume += volume;
            own_.bins[bin].worth += worth(part);
            part.bin = static_cast<std::int32_t>(bin);
        }
    }

    Cost worth(const Part& part) const {
        const LineAtLocation& cell =
            candidate_of(part.place).lines[static_cast<std::size_t>(part.line)];
        return line_of(part).unfilled_cost * part.units - cell.fixed - cell.per_unit * part.units;
    }

    // Whether some option carries the bin, at no more than the target weight.
    bool fits(const Bin& bin, std::int64_t target) const {
        for (const OptionView& option : candidate_of(bin.place).options) {
            if (option.capacity_left < 1 || option.tariff.empty()) continue;
            if (lateness_cost(problem_, option.arrival) > search_.level) continue;
            const std::int64_t weight = chargeable_weight_g(option, bin.weight, bin.volume);
            if (weight <= std::min(target, option.tariff.back().up_to_weight_g)) return true;
        }
        return false;
    }

    void choose_options() {
        own_.option_begin.resize(problem_.candidates.size());
        std::uint32_t options = 0;
        for (std::size_t c = 0; c < problem_.candidates.size(); ++c) {
            own_.option_begin[c] = options;
            options += static_cast<std::uint32_t>(problem_.candidates[c].options.size());
        }
        own_.used.assign(options, 0);
        for (Bin& bin : own_.bins) {
            const auto place = static_cast<std::size_t>(bin.place);
            const auto all = candidate_of(bin.place).options;
            Cost best = infinite;
            for (std::size_t o = 0; o < all.size(); ++o) {
                if (own_.used[own_.option_begin[place] + o] >= all[o].capacity_left) continue;
                if (lateness_cost(problem_, all[o].arrival) > search_.level) continue;
                const Cost tariff =
                    tariff_cost(all[o], chargeable_weight_g(all[o], bin.weight, bin.volume));
                if (tariff == std::numeric_limits<Cost>::min()) continue;
                if (all[o].fixed + tariff >= best) continue;
                best = all[o].fixed + tariff;
                bin.option = static_cast<std::int32_t>(o);
            }
            if (bin.option == nobody) continue;
            ++own_.used[own_.option_begin[place] + static_cast<std::size_t>(bin.option)];
            bin.worth -= best + problem_.split_cost + 1;
        }
    }

    // Parcels that cost more than their lines are worth go, and the least worthy over the cap.
    void keep_best_bins() {
        own_.bin_order.clear();
        for (std::size_t b = 0; b < own_.bins.size(); ++b) {
            if (own_.bins[b].option != nobody && own_.bins[b].worth > 0)
                own_.bin_order.push_back(static_cast<std::int32_t>(b));
            else
                own_.bins[b].option = nobody;
        }
        const auto most = static_cast<std::size_t>(problem_.max_parcels);
        if (own_.bin_order.size() <= most) return;
        std::sort(own_.bin_order.begin(), own_.bin_order.end(),
                  [&](std::int32_t a, std::int32_t b) {
                      const Cost left = own_.bins[static_cast<std::size_t>(a)].worth;
                      const Cost right = own_.bins[static_cast<std::size_t>(b)].worth;
                      return left != right ? left > right : a < b;
                  });
        for (std::size_t i = most; i < own_.bin_order.size(); ++i)
            own_.bins[static_cast<std::size_t>(own_.bin_order[i])].option = nobody;
    }

    bool offer() {
        std::sort(own_.parts.begin(), own_.parts.end(), [](const Part& a, const Part& b) {
            return a.bin != b.bin ? a.bin < b.bin : a.line < b.line;
        });
        Plan& draft = search_.draft;
        draft.clear();
        own_.left.resize(problem_.lines.size());
        Cost cost = 0;
        for (std::size_t l = 0; l < problem_.lines.size(); ++l) {
            own_.left[l] = problem_.lines[l].quantity;
            cost += problem_.lines[l].unfilled_cost * problem_.lines[l].quantity;
        }
        std::int32_t bin = nobody;
        std::int64_t latest = -1;
        std::int64_t arrivals = 0;
        for (const Part& part : own_.parts) {
            const Bin& in = own_.bins[static_cast<std::size_t>(part.bin)];
            if (in.option == nobody) continue;
            if (part.bin != bin) {
                bin = part.bin;
                draft.add(part.place, in.option);
                const auto& option =
                    candidate_of(part.place).options[static_cast<std::size_t>(in.option)];
                latest = std::max(latest, option.arrival);
                arrivals += option.arrival;
                cost -= in.worth;
            }
            draft.put(part.line, part.units);
            auto& left = own_.left[static_cast<std::size_t>(part.line)];
            if (left < line_of(part).quantity) cost += problem_.line_split_cost;
            left -= part.units;
        }
        if (latest >= 0) cost += lateness_cost(problem_, latest) - problem_.split_cost;
        draft.value = {cost, arrivals};
        return search_.offer_draft();
    }

    Search& search_;
    const ProblemView& problem_;
    Greedy& own_;
};

}  // namespace

bool pack_parts(Search& search) {
    return Packer(search).run();
}

}  // namespace oms::fulfillment::solver
