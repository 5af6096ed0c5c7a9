#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "services/returns/return_terms.hpp"

namespace oms::returns {

// Units of goods that are to go another way.
struct DisposedUnits {
    std::int64_t goods_no = 0;
    std::int64_t quantity = 0;
    Disposition disposition = Disposition::pending;
};

// One change of a return and of the order it belongs to: begun, done in steps, finished. Whatever
// comes is posted in the stock, counted by the order and paid back together.
class ReturnChange {
public:
    // Copies, to change. `version`: the one the caller saw, or 0 for any. Fails with
    // Reason::return_not_found, also outside the actor's scope, Reason::version_mismatch.
    static Result<ReturnChange> begin(UnitOfWork& unit, const Actor& actor, const ReturnKey& key,
                                      std::int64_t version);
    // A new one of the order; the policy has said yes, or was overridden. Approved unless a person
    // has to.
    static Result<ReturnChange> request(UnitOfWork& unit, const Order& order,
                                        const ReturnWish& wish, const std::vector<LineTerms>& lines,
                                        const LocationId& location);
    // A new one of goods of no order, each with its credit.
    static Result<ReturnChange> blind(UnitOfWork& unit, const ChannelId& channel,
                                      const ReturnWish& wish, const LocationId& location);

    Return one;

    // Fails with Reason::illegal_transition.
    Result<void> act(ReturnAction action);
    // Goods have come: those announced, and what the policy takes beside. Fails as check_terms
    // does, with Reason::illegal_transition.
    Result<void> receive(const Actor& actor, const ReturnWish& wish, const LocationId& location,
                         const std::string& clerk);
    // Fails with Reason::illegal_transition, Reason::insufficient_stock.
    Result<void> dispose(std::span<const DisposedUnits> goods);
    // Pays back what is refundable by now, less `deduction`. Nothing, when nothing is.
    Result<void> refund(const std::optional<Money>& deduction);
    // Credit for goods of no order was issued. Fails with Reason::illegal_transition.
    Result<void> record_credit(const OperationId& id, const std::string& reference);
    // Nothing more is expected to come.
    Result<void> stop_expecting();
    // Keeps a text of the order's, as why something was done.
    void give_reason(const std::string& text);
    // What it has made due; nothing: it has made nothing.
    const std::optional<RefundDue>& due() const { return due_; }
    // Records what was done, and puts both back. Once.
    Result<void> finish();

private:
    explicit ReturnChange(UnitOfWork& unit) : unit_(&unit) {}
    void tell(ReturnAction action);
    Result<void> count(std::int64_t line_no, std::int64_t expected, std::int64_t returned);
    Result<void> receive_line(const Actor& actor, const ReturnWish& wish, const WantedUnits& wanted,
                              std::int64_t receipt_no, bool late);
    Result<ReturnLine*> line_for(const Actor& actor, const ReturnWish& wish,
                                 const WantedUnits& wanted, std::int64_t& extra);
    Result<void> add_goods(const WantedUnits& wanted, std::int64_t line_no, std::int64_t receipt_no,
                           std::int64_t units, ReturnFinding finding);
    Result<RefundDue> pay(const std::vector<ParcelUnits>& units, Money fee);
    Result<RefundDue> credit(const std::vector<std::int64_t>& units, Money fee);
    Result<void> settle();

    UnitOfWork* unit_;
    std::optional<Order> order_;
    std::vector<ReturnedUnits> counts_;
    LocationId location_;
    bool is_new_ = false;
    std::optional<RefundDue> due_;
};

}  // namespace oms::returns
