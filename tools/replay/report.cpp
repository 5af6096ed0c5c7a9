#include "tools/replay/report.hpp"

#include <cstdlib>
#include <utility>

#include <fmt/format.h>

namespace oms::replay {

std::string with_commas(std::int64_t number) {
    std::string digits = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3;) {
        at -= 3;
        digits.insert(at, 1, ',');
    }
    return digits;
}

std::string pounds(std::int64_t pence) {
    return fmt::format("GBP {}{}.{:02}", pence < 0 ? "-" : "", with_commas(std::abs(pence) / 100),
                       std::abs(pence) % 100);
}

void Report::add(Row row) {
    differences_ += row.equal ? 0 : 1;
    rows_.push_back(std::move(row));
}

void Report::compare(std::string what, std::int64_t source, std::int64_t store) {
    add({std::move(what), with_commas(source), with_commas(store), source == store});
}

void Report::compare_money(std::string what, std::int64_t source, std::int64_t store) {
    add({std::move(what), pounds(source), pounds(store), source == store});
}

std::string Report::text() const {
    std::string text = fmt::format("{:<52} {:>20} {:>20}  {}\n", "", "source", "store", "equal");
    for (const Row& row : rows_)
        text += fmt::format("{:<52} {:>20} {:>20}  {}\n", row.what, row.source, row.store,
                            row.equal ? "yes" : "NO");
    for (const std::string& sentence : sentences_)
        text += sentence + "\n";
    text += differences_ == 0 ? "reconciled: every row is equal\n"
                              : fmt::format("NOT RECONCILED: {} rows differ\n", differences_);
    return text;
}

}  // namespace oms::replay
