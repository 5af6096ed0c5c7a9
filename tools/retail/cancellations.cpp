#include "tools/retail/cancellations.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace oms::retail {
namespace {

using Bought = std::map<std::pair<std::string, std::string>, std::int64_t>;

void count(const SourceRow& row, const Bought& largest, Cancellations& all) {
    ++all.rows;
    all.units -= row.quantity;
    all.money_mills -= row.quantity * row.price_mills;
    if (!is_goods(row.stock_code)) return;
    all.goods_units -= row.quantity;
    all.goods_money_mills -= row.quantity * row.price_mills;
    if (row.customer_id.empty()) return;
    ++all.customer_rows;
    const auto bought = largest.find({row.customer_id, row.stock_code});
    if (bought != largest.end() && bought->second >= -row.quantity) ++all.matched_rows;
}

void add_to(Cancellation& invoice, const SourceRow& row) {
    const auto same = [&](const CancelledLine& line) {
        return line.stock_code == row.stock_code && line.price_mills == row.price_mills;
    };
    const auto line = std::find_if(invoice.lines.begin(), invoice.lines.end(), same);
    if (line != invoice.lines.end()) {
        line->units -= row.quantity;
    } else {
        invoice.lines.push_back(
            {row.stock_code, is_goods(row.stock_code), -row.quantity, row.price_mills});
    }
}

}  // namespace

Cancellations cancellations_of(const std::vector<SourceRow>& rows) {
    Cancellations all;
    Bought largest;
    std::set<std::string> begun;
    std::unordered_map<std::string, std::size_t> index;
    for (const SourceRow& row : rows) {
        if (is_sale(row)) {
            begun.insert(row.invoice);
            std::int64_t& units = largest[{row.customer_id, row.stock_code}];
            units = std::max(units, row.quantity);
        }
        if (row.invoice.empty() || row.invoice[0] != 'C') continue;
        if (row.quantity >= 0)
            throw std::runtime_error("a cancellation brings nothing back: " + row.invoice);
        const auto [at, is_new] = index.try_emplace(row.invoice, all.invoices.size());
        if (is_new) all.invoices.push_back({row.invoice, row.customer_id, begun.size(), {}});
        Cancellation& invoice = all.invoices[at->second];
        if (invoice.customer_id != row.customer_id)
            throw std::runtime_error("a cancellation names two customers: " + row.invoice);
        count(row, largest, all);
        add_to(invoice, row);
    }
    return all;
}

}  // namespace oms::retail
