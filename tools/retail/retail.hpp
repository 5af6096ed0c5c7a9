#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oms::retail {

// What a set of orders adds up to; money in pence.
struct Totals {
    std::int64_t orders = 0;
    std::int64_t lines = 0;
    std::int64_t units = 0;
    std::int64_t money = 0;
    friend bool operator==(const Totals&, const Totals&) = default;
};

// All rows of one SKU in one invoice. Where their prices differ, the unit price is the highest one
// and `discount` (for all units, in pence) is what it is too much, so that
// units * unit_price - discount is the rows' money to the penny.
struct InvoiceLine {
    std::size_t item = 0;  // index into Retail::items
    std::int64_t units = 0;
    std::int64_t unit_price = 0;
    std::int64_t discount = 0;
    friend bool operator==(const InvoiceLine&, const InvoiceLine&) = default;
};

struct Invoice {
    std::string number;
    std::string customer_id;  // empty: a guest
    std::string country;      // as the source names it
    // In the order in which the file first names each SKU.
    std::vector<InvoiceLine> lines;
    // Sums over the source's rows, not over `lines`.
    std::int64_t source_units = 0;
    std::int64_t source_money = 0;
};

struct RetailItem {
    std::string sku;
    std::string title;
    // Of the first row that sells it, in pence.
    std::int64_t price = 0;
    // How many invoice lines name it.
    std::int64_t lines = 0;
};

// The invoices that are orders, in file order, and sums over the file as it is.
struct Retail {
    std::vector<Invoice> invoices;
    std::vector<RetailItem> items;  // by SKU
    std::int64_t file_rows = 0;
    std::int64_t file_units = 0;
    std::int64_t file_money_mills = 0;  // thousandths of a pound
    Totals totals;                      // of the source's rows that belong to orders
};

// One row of the source. Price in thousandths of a pound.
struct SourceRow {
    std::string invoice;
    std::string stock_code;
    std::string description;
    std::int64_t quantity = 0;
    std::int64_t price_mills = 0;
    std::string customer_id;
    std::string country;
};

// Stock codes of goods begin with five digits; the others are carriage, fees, samples, ...
bool is_goods(std::string_view stock_code) noexcept;

// Whether the row is part of an order: goods with quantity and price above 0 of an invoice that is
// neither a cancellation (C) nor bad debt (A).
bool is_sale(const SourceRow& row) noexcept;

// Keeps goods with quantity and price above 0 of invoices that are neither cancellations (C) nor
// bad debt (A), and merges the rows of one SKU in one invoice. Throws std::runtime_error for a kept
// row that is not a whole number of pence, or whose customer or country differs from its invoice's.
Retail clean(const std::vector<SourceRow>& rows);

// Reads online_retail_2010_2011.csv.gz of the data folder. Throws std::runtime_error.
std::vector<SourceRow> read_source(const std::string& data_folder);

}  // namespace oms::retail
