#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/order.hpp"
#include "domain/timer.hpp"

namespace oms {

// The lines that wait for stock of one SKU, backordered or accepted without stock, stand in one
// queue: by what they were promised, then by class, then by age.

// Of a line that was promised nothing.
inline constexpr Timestamp no_promise = Timestamp::max();

// A line in the queue of its SKU; ascending, the first gets stock first.
struct WaitingLine {
    Timestamp promised_by = no_promise;
    // 0: the customer chose a level of delivery beyond standard; 1: all others.
    std::int64_t priority = 1;
    Timestamp since;
    OrderId order_id;
    std::int64_t line_no = 0;
    std::int64_t units = 0;
    friend auto operator<=>(const WaitingLine&, const WaitingLine&) = default;
};

// A waiting line and whose queue it stands in.
struct QueuedLine {
    Sku sku;
    WaitingLine line;
    friend bool operator==(const QueuedLine&, const QueuedLine&) = default;
};

// The places in queues that the order's waiting units give it, by line; none while a person has to
// decide about it.
std::vector<QueuedLine> queue_of(const Order& order);

// The first lines of a SKU's queue.
struct QueueHead {
    Sku sku;
    std::int64_t lines = 0;
};

// How far work on a SKU's queue has come; the subject of its timer. What is not done in one command
// goes on in another round, whose timer has another subject and the same time.
struct QueueRound {
    Sku sku;
    std::int64_t round = 0;
    // Of release: lines at the head that were tried and can get nothing.
    std::int64_t skipped = 0;
    // Of repromise: claims are looked through from the newest order to the oldest, then units
    // without one from the oldest to the newest; after this order it goes on.
    bool claims_anew = false;
    OrderId after;
    friend bool operator==(const QueueRound&, const QueueRound&) = default;
};
// "SKU round skipped anew [order]". Fails with Reason::corrupt_row.
std::string to_text(const QueueRound& round);
Result<QueueRound> queue_round_of(const std::string& text);

// The timers that begin such work. `mark` tells one beginning from another at the same time.
Timer release_timer(const Sku& sku, Timestamp now, std::int64_t mark);
Timer repromise_timer(const Sku& sku, Timestamp now);
// The timer that begins release of every queue from `after` on; an empty SKU: of all. See
// wake_round_of.
Timer wake_timer(Timestamp due, std::int64_t publications, std::int64_t round, const Sku& after);

// How far waking every queue has come; the subject of its timer: "publications round [sku]".
struct WakeRound {
    // RulesHead::publications that made it begin: the work of an older one is done by the newer.
    std::int64_t publications = 0;
    std::int64_t round = 0;
    Sku after;
    friend bool operator==(const WakeRound&, const WakeRound&) = default;
};
// Fails with Reason::corrupt_row.
Result<WakeRound> wake_round_of(const std::string& text);

}  // namespace oms
