#pragma once

#include <cstddef>
#include <string_view>

namespace oms::retail {

// How many lines the `k`-th consumer order cut from an invoice has, before the invoice's end cuts
// it short: 1 to 10, 2.1 on average.
std::size_t length_of_cut(std::string_view invoice, std::size_t k);

}  // namespace oms::retail
