#include "tools/retail/retail.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <unordered_map>

#include <fmt/format.h>

#include "tools/retail/csv.hpp"

namespace oms::retail {
namespace {

constexpr std::size_t digits_of_goods = 5;
constexpr std::int64_t mills_of_a_penny = 10;

// Adds a row to the line; the highest price so far is the unit price.
void add_to(InvoiceLine& line, std::int64_t units, std::int64_t price) {
    const std::int64_t money = line.units * line.unit_price - line.discount + units * price;
    line.units += units;
    line.unit_price = std::max(line.unit_price, price);
    line.discount = line.units * line.unit_price - money;
}

// Where an invoice's lines are while rows still come.
struct Open {
    std::size_t invoice = 0;
    std::unordered_map<std::size_t, std::size_t> line_of_item;
};

// Items in order of SKU, and each one's index.
std::map<std::string, std::size_t> list_items(const std::vector<SourceRow>& rows, Retail& retail) {
    std::map<std::string, std::size_t> index;
    for (const SourceRow& row : rows)
        if (is_sale(row)) index.emplace(row.stock_code, 0);
    for (auto& [sku, at] : index) {
        at = retail.items.size();
        retail.items.push_back({sku, {}, 0, 0});
    }
    return index;
}

Invoice& invoice_of(const SourceRow& row, std::unordered_map<std::string, Open>& open,
                    Retail& retail) {
    const auto [found, is_new] = open.try_emplace(row.invoice);
    if (is_new) {
        found->second.invoice = retail.invoices.size();
        retail.invoices.push_back({row.invoice, row.customer_id, row.country, {}, 0, 0});
    }
    Invoice& invoice = retail.invoices[found->second.invoice];
    if (invoice.customer_id != row.customer_id || invoice.country != row.country)
        throw std::runtime_error(
            fmt::format("invoice {} names two customers or countries", row.invoice));
    return invoice;
}

}  // namespace

bool is_goods(std::string_view stock_code) noexcept {
    return stock_code.size() >= digits_of_goods &&
           std::all_of(stock_code.begin(), stock_code.begin() + digits_of_goods,
                       [](char c) { return c >= '0' && c <= '9'; });
}

bool is_sale(const SourceRow& row) noexcept {
    return row.quantity > 0 && row.price_mills > 0 && !row.invoice.empty() &&
           row.invoice[0] != 'C' && row.invoice[0] != 'A' && is_goods(row.stock_code);
}

Retail clean(const std::vector<SourceRow>& rows) {
    Retail retail;
    const auto item_index = list_items(rows, retail);
    std::unordered_map<std::string, Open> open;
    for (const SourceRow& row : rows) {
        ++retail.file_rows;
        retail.file_units += row.quantity;
        retail.file_money_mills += row.quantity * row.price_mills;
        if (!is_sale(row)) continue;
        if (row.price_mills % mills_of_a_penny != 0)
            throw std::runtime_error(
                fmt::format("invoice {}: a price is not whole pence", row.invoice));
        const std::int64_t price = row.price_mills / mills_of_a_penny;
        Invoice& invoice = invoice_of(row, open, retail);
        const std::size_t at = item_index.at(row.stock_code);
        RetailItem& item = retail.items[at];
        if (item.price == 0) {
            item.price = price;
            item.title = row.description;
        }
        auto& lines = open.at(row.invoice).line_of_item;
        const auto [line, is_new] = lines.try_emplace(at, invoice.lines.size());
        if (is_new) {
            invoice.lines.push_back({at, 0, 0, 0});
            ++item.lines;
            ++retail.totals.lines;
        }
        add_to(invoice.lines[line->second], row.quantity, price);
        invoice.source_units += row.quantity;
        invoice.source_money += row.quantity * price;
        retail.totals.units += row.quantity;
        retail.totals.money += row.quantity * price;
    }
    retail.totals.orders = static_cast<std::int64_t>(retail.invoices.size());
    return retail;
}

std::vector<SourceRow> read_source(const std::string& data_folder) {
    CsvFile file(data_folder + "/online_retail_2010_2011.csv.gz",
                 "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,"
                 "Country");
    std::vector<SourceRow> rows;
    std::vector<std::string> fields;
    while (file.next(fields)) {
        rows.push_back({std::move(fields[0]), std::move(fields[1]), std::move(fields[2]),
                        file.number(fields[3]), file.number(fields[5], 3), std::move(fields[6]),
                        std::move(fields[7])});
    }
    return rows;
}

}  // namespace oms::retail
