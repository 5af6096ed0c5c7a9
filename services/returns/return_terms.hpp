#pragma once

#include <string>
#include <vector>

#include "domain/unit_of_work.hpp"

// What the policy says of goods that somebody wants to give back.
namespace oms::returns {

// Units of one line, as they are announced or have come.
struct WantedUnits {
    std::int64_t line_no = 0;  // 0: by SKU
    Sku sku;
    std::int64_t quantity = 0;
    ReturnReason reason = ReturnReason::changed_mind;
    Disposition disposition = Disposition::pending;  // of what has come
    Money unit_credit;                               // of goods of no order
};

// What somebody wants to give back, and to get for it.
struct ReturnWish {
    std::vector<WantedUnits> units;
    ReturnMethod method = ReturnMethod::store;
    ReturnResult result = ReturnResult::money;
    bool gift = false;
    std::string credit_reference;
    std::string evidence;
    std::string override_reason;  // personal; empty: the policy decides
};

struct LineTerms {
    const OrderLine* line = nullptr;  // of the order that was given
    WantedUnits wanted;
    ReturnDecision decision;
};

// The policy that the order goes by.
const ReturnPolicy& policy_of(const UnitOfWork& unit, const Order& order);
std::int64_t policy_version_of(const UnitOfWork& unit, const Order& order);
RefundTerms refund_terms(const UnitOfWork& unit, const Order& order, bool charges_back, Money fee);

// What the policy says of each line. Units of a line that the order does not have are not
// returnable.
std::vector<LineTerms> decide_lines(const UnitOfWork& unit, const Order& order,
                                    const ReturnWish& wish);
// Fails with Reason::return_refused, naming each line that the policy says no to, unless the wish
// overrides it; then with Reason::not_permitted when the actor may not. What is not with the
// customer nobody can return.
Result<void> check_terms(const Actor& actor, const std::vector<LineTerms>& lines,
                         const ReturnWish& wish);
// Who may set a policy aside.
bool may_override(const Actor& actor);

// The order, by id or number, as who stands at the location may see it to take its goods back: the
// number on the slip is enough. Fails with Reason::order_not_found.
Result<Order> order_to_return(const UnitOfWork& unit, const Actor& actor, const ReturnKey& key);

}  // namespace oms::returns
