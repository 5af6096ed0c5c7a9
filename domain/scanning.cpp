#include "domain/scanning.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms {
namespace {

std::string_view without_leading_zeros(std::string_view digits) {
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

bool fits(const ScanLine& line, const Scan& scan) {
    return scan.gtin.empty() ? line.sku == scan.sku : is_same_gtin(line.gtin, scan.gtin);
}

Result<void> check_form(std::span<const Scan> scans) {
    Error error{Reason::malformed_field, "scans", {}, {}, {}, false};
    for (std::size_t i = 0; i < scans.size(); ++i) {
        if (scans[i].quantity <= 0)
            error.fields.push_back({fmt::format("scans[{}].quantity", i), "above 0"});
        if (scans[i].gtin.empty() == scans[i].sku.empty())
            error.fields.push_back({fmt::format("scans[{}]", i), "either a GTIN or a SKU"});
    }
    if (!error.fields.empty()) return fail(std::move(error));
    return {};
}

// Gives the units of one scan to the lines, from the first on; says how many found no line.
std::int64_t hand_out(const Scan& scan, std::span<const ScanLine> lines,
                      std::vector<std::int64_t>& taken) {
    std::int64_t left = scan.quantity;
    for (std::size_t i = 0; i < lines.size() && left > 0; ++i) {
        if (!fits(lines[i], scan)) continue;
        const std::int64_t units = std::min(left, lines[i].wanted - lines[i].counted - taken[i]);
        taken[i] += units;
        left -= units;
    }
    return left;
}

}  // namespace

bool is_same_gtin(std::string_view a, std::string_view b) noexcept {
    return !a.empty() && !b.empty() && without_leading_zeros(a) == without_leading_zeros(b);
}

Result<std::vector<ScanTake>> take_scans(std::span<const ScanLine> lines,
                                         std::span<const Scan> scans) {
    for (const ScanLine& line : lines)
        OMS_REQUIRE(line.counted >= 0 && line.counted <= line.wanted);
    OMS_CHECK(check_form(scans));
    std::vector<std::int64_t> taken(lines.size(), 0);
    Error error{Reason::wrong_item, {}, {}, {}, {}, false};
    for (const Scan& scan : scans) {
        const std::int64_t left = hand_out(scan, lines, taken);
        if (left == 0) continue;
        const bool listed = std::any_of(lines.begin(), lines.end(),
                                        [&scan](const ScanLine& line) { return fits(line, scan); });
        error.preconditions.push_back(
            {"SCAN", scan.gtin.empty() ? scan.sku.str() : scan.gtin,
             listed ? fmt::format("scanned {}, wanted {}", scan.quantity, scan.quantity - left)
                    : std::string("not on the list")});
    }
    if (!error.preconditions.empty()) return fail(std::move(error));
    std::vector<ScanTake> takes;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (taken[i] > 0) takes.push_back({lines[i].line_no, taken[i]});
    }
    return takes;
}

}  // namespace oms
