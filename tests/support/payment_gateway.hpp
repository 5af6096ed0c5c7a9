#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "services/payments/gateway.hpp"

namespace oms::testing {

// What happens to one call of the gateway.
enum class GatewayFault : std::uint8_t {
    none,
    lose_request,  // it never arrives
    lose_answer,   // it is carried out, and nobody hears of it
    delay,         // it arrives after later calls, see arrive_late()
    decline,       // the money does not move, now or later
    pend,          // taken over; the result is known later, see finish_pending()
    refuse,        // the caller has done something wrong
};

// A payment provider with a ledger of its own, and faults on demand. It keeps to the contract: one
// effect for each operation id, the first result for ever. Any thread.
class FakePaymentGateway final : public payments::Gateway {
public:
    Result<payments::GatewayResult> carry_out(const payments::GatewayOperation& asked) override;
    Result<payments::GatewayResult> query(const OperationId& id) override;

    // The next calls fail so, one after the other; none left: they succeed.
    void then(GatewayFault fault);
    void forget_faults();
    // Requests that were delayed arrive now, the last one first.
    void arrive_late();
    // Operations that were pending are done; their ids.
    std::vector<OperationId> finish_pending();

    // What the provider knows.
    struct Booked {
        payments::GatewayOperation asked;
        payments::GatewayResult result;
        int effects = 0;  // how often money moved
        int arrivals = 0;
    };
    std::map<std::string, Booked> booked() const;
    // Captured less refunded for the order, by the provider's own books.
    std::int64_t money_of(const OrderId& id) const;
    // Credit that was issued for the order, by the provider's own books; empty: for goods of none.
    std::int64_t credit_of(const OrderId& id) const;
    std::int64_t calls() const;
    // What the provider's own rules found wrong with us: more captured than authorized, more
    // refunded than captured.
    std::vector<std::string> complaints() const;

private:
    payments::GatewayResult arrive(const payments::GatewayOperation& asked, bool declined,
                                   bool pending);
    void move_money(Booked& booked);

    mutable std::mutex mutex_;
    std::deque<GatewayFault> faults_;
    std::map<std::string, Booked> booked_;
    std::vector<payments::GatewayOperation> delayed_;
    std::vector<std::string> complaints_;
    std::int64_t calls_ = 0;
};

}  // namespace oms::testing
