#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/retail/retail.hpp"

namespace oms::retail {

// Rows of one stock code at one price in one cancelled invoice.
struct CancelledLine {
    std::string stock_code;
    bool is_goods = false;
    std::int64_t units = 0;  // that came back
    std::int64_t price_mills = 0;
    friend bool operator==(const CancelledLine&, const CancelledLine&) = default;
};

// An invoice whose number begins with C.
struct Cancellation {
    std::string number;
    std::string customer_id;  // empty: nobody knows who it was
    // How many of the invoices that are orders the file has begun before it.
    std::size_t invoices_before = 0;
    // In the order in which the file first names them.
    std::vector<CancelledLine> lines;
};

// What came back: the invoices in file order, and sums over the file's own rows.
struct Cancellations {
    std::vector<Cancellation> invoices;
    std::int64_t rows = 0;
    std::int64_t units = 0;
    std::int64_t money_mills = 0;
    std::int64_t goods_units = 0;
    std::int64_t goods_money_mills = 0;
    // Rows of goods that name a customer, and of them those whose customer had bought that many of
    // them at once earlier in the file.
    std::int64_t customer_rows = 0;
    std::int64_t matched_rows = 0;
};

// Throws std::runtime_error for an invoice that names two customers, or a row that brings nothing
// back.
Cancellations cancellations_of(const std::vector<SourceRow>& rows);

}  // namespace oms::retail
