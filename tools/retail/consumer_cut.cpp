#include "tools/retail/consumer_cut.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"

namespace oms::retail {

std::size_t length_of_cut(std::string_view invoice, std::size_t k) {
    constexpr std::array<std::int64_t, 10> cumulative{520, 730, 830, 890, 930,
                                                      950, 970, 980, 990, 1000};
    const std::int64_t draw = per_mille(fmt::format("len:{}:{}", invoice, k));
    const auto* const found = std::upper_bound(cumulative.begin(), cumulative.end(), draw);
    return static_cast<std::size_t>(found - cumulative.begin()) + 1;
}

}  // namespace oms::retail
