#include "domain/order_waiting.hpp"

#include <algorithm>

namespace oms {
namespace {

std::int64_t take(Waiting& claim, std::int64_t line_no, std::int64_t units) {
    if (claim.line_no != line_no) return 0;
    const std::int64_t taken = std::min(units, claim.units);
    claim.units -= taken;
    return taken;
}

void drop_empty(std::vector<Waiting>& waiting) {
    waiting.erase(std::remove_if(waiting.begin(), waiting.end(),
                                 [](const Waiting& claim) { return claim.units == 0; }),
                  waiting.end());
}

}  // namespace

std::int64_t claimed_units(const std::vector<Waiting>& waiting, std::int64_t line_no) {
    std::int64_t sum = 0;
    for (const Waiting& claim : waiting)
        sum += claim.line_no == line_no ? claim.units : 0;
    return sum;
}

void use_claims(std::vector<Waiting>& waiting, std::int64_t line_no, std::int64_t units) {
    for (Waiting& claim : waiting)
        units -= take(claim, line_no, units);
    drop_empty(waiting);
}

void drop_claims(std::vector<Waiting>& waiting, std::int64_t line_no, std::int64_t backordered,
                 std::int64_t units) {
    units -= std::min(units, backordered - claimed_units(waiting, line_no));
    for (auto claim = waiting.rbegin(); claim != waiting.rend(); ++claim)
        units -= take(*claim, line_no, units);
    drop_empty(waiting);
}

}  // namespace oms
