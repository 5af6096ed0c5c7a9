#include "domain/order_return.hpp"

#include <doctest/doctest.h>

#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::euro;

namespace {

Return of(std::int64_t quantity, RefundTime refund_time = RefundTime::at_receipt) {
    Return one;
    one.return_id = *ReturnId::parse("ret_1");
    one.state = ReturnState::approved;
    one.refund_time = refund_time;
    ReturnLine line;
    line.line_no = 1;
    line.sku = *Sku::parse("TEE");
    line.quantity = quantity;
    one.lines.push_back(line);
    return one;
}

void come(Return& one, std::int64_t units, Disposition disposition = Disposition::pending) {
    ReturnGoods goods;
    goods.goods_no = static_cast<std::int64_t>(one.goods.size()) + 1;
    goods.receipt_no = goods.goods_no;
    goods.line_no = 1;
    goods.sku = *Sku::parse("TEE");
    goods.location_id = *LocationId::parse("S2");
    goods.quantity = units;
    goods.disposition = disposition;
    one.goods.push_back(goods);
}

}  // namespace

TEST_CASE("a return moves along its table and no other way") {
    for (std::size_t from = 0; from < EnumText<ReturnState>::names.size(); ++from) {
        for (std::size_t action = 0; action < EnumText<ReturnAction>::names.size(); ++action) {
            Return one = of(1);
            one.state = static_cast<ReturnState>(from);
            const auto expected =
                next(return_transitions, one.state, static_cast<ReturnAction>(action));
            const auto done = advance(one, static_cast<ReturnAction>(action));
            CHECK(done.has_value() == expected.has_value());
            if (expected) CHECK(one.state == *expected);
            if (!expected) CHECK(done.error().reason == Reason::illegal_transition);
        }
    }
}

TEST_CASE("what is paid back follows the time that the policy sets") {
    Return at_once = of(3, RefundTime::at_once);
    CHECK(refundable_units(at_once, at_once.lines[0]) == 3);
    Return at_receipt = of(3);
    CHECK(refundable_units(at_receipt, at_receipt.lines[0]) == 0);
    come(at_receipt, 2);
    CHECK(refundable_units(at_receipt, at_receipt.lines[0]) == 2);
    at_receipt.lines[0].refunded = 2;
    CHECK(refundable_units(at_receipt, at_receipt.lines[0]) == 0);
    CHECK(!is_settled(at_receipt));
    Return inspected = of(3, RefundTime::at_inspection);
    come(inspected, 2);
    CHECK(refundable_units(inspected, inspected.lines[0]) == 0);
    REQUIRE(dispose_of(inspected, 1, 1, Disposition::restock));
    CHECK(refundable_units(inspected, inspected.lines[0]) == 1);
    REQUIRE(dispose_of(inspected, 1, 1, Disposition::give_back));
    CHECK(refundable_units(inspected, inspected.lines[0]) == 1);
    inspected.approval_pending = true;
    CHECK(refundable_units(inspected, inspected.lines[0]) == 0);
    Return kept = of(2, RefundTime::at_inspection);
    kept.method = ReturnMethod::keep;
    CHECK(refundable_units(kept, kept.lines[0]) == 2);
}

TEST_CASE("goods go another way in parts, but not once they have gone for good") {
    Return one = of(5);
    come(one, 5);
    const auto shelf = dispose_of(one, 1, 2, Disposition::restock);
    REQUIRE(shelf);
    CHECK(shelf->goods_no == 2);
    CHECK(one.goods[0].quantity == 3);
    CHECK(!is_inspected(one));
    REQUIRE(dispose_of(one, 1, 3, Disposition::quarantine));
    CHECK(is_inspected(one));
    CHECK(one.goods.size() == 2);
    REQUIRE(dispose_of(one, 1, 3, Disposition::vendor));
    CHECK(dispose_of(one, 1, 1, Disposition::restock).error().reason == Reason::illegal_transition);
    CHECK(dispose_of(one, 2, 3, Disposition::quarantine).error().reason ==
          Reason::illegal_transition);
    CHECK(dispose_of(one, 2, 1, Disposition::restock).error().reason == Reason::illegal_transition);
    CHECK(dispose_of(one, 2, 1, Disposition::pending).error().reason == Reason::illegal_transition);
    CHECK(dispose_of(one, 7, 1, Disposition::restock).error().reason == Reason::illegal_transition);
    CHECK(received_units(one, one.lines[0]) == 5);
}

TEST_CASE("the ledger sees each way of goods once") {
    const auto booked = [](Disposition to, std::optional<Disposition> from) {
        Return one = of(2);
        come(one, 2, to);
        const auto entry = entry_of(one, one.goods[0], from);
        return entry ? std::pair(entry->on_hand_change, entry->damaged_change)
                     : std::pair<std::int64_t, std::int64_t>(0, 0);
    };
    using Change = std::pair<std::int64_t, std::int64_t>;
    CHECK(booked(Disposition::pending, {}) == Change(0, 2));
    CHECK(booked(Disposition::restock, {}) == Change(2, 0));
    CHECK(booked(Disposition::restock, Disposition::pending) == Change(2, -2));
    CHECK(booked(Disposition::quarantine, Disposition::pending) == Change(0, 0));
    CHECK(booked(Disposition::quarantine, Disposition::restock) == Change(-2, 2));
    CHECK(booked(Disposition::destroy, Disposition::quarantine) == Change(0, -2));
    CHECK(booked(Disposition::give_back, {}) == Change(0, 0));
    Return one = of(2);
    come(one, 2, Disposition::vendor);
    CHECK(entry_of(one, one.goods[0], Disposition::restock)->kind == LedgerKind::damaged);
}

TEST_CASE("what may be done says what goods and money allow") {
    Return one = of(1);
    const auto may = [&](ReturnAction action) {
        const auto actions = allowed_actions(one);
        return std::find(actions.begin(), actions.end(), action) != actions.end();
    };
    CHECK(may(ReturnAction::receive));
    CHECK(!may(ReturnAction::refund));
    one.state = ReturnState::received;
    come(one, 1);
    CHECK(may(ReturnAction::inspect));
    CHECK(may(ReturnAction::refund));
    CHECK(may(ReturnAction::reject));
    one.lines[0].refunded = 1;
    CHECK(!may(ReturnAction::refund));
    CHECK(!may(ReturnAction::reject));
    one.state = ReturnState::refunded;
    CHECK(!has_ended(one));
    REQUIRE(dispose_of(one, 1, 1, Disposition::restock));
    CHECK(has_ended(one));
    CHECK(is_settled(one));
}

TEST_CASE("a line counts what is announced and what has come, up to what is with the customer") {
    LineQuantities line(UnitState::delivered, 3);
    REQUIRE(line.count_returns(2, 0));
    CHECK(line.count_returns(2, 0).error().reason == Reason::illegal_transition);
    REQUIRE(line.count_returns(-2, 2));
    REQUIRE(line.count_returns(0, 1));
    CHECK(line.count_returns(0, 1).error().reason == Reason::illegal_transition);
    CHECK(line.count_returns(-1, 0).error().reason == Reason::illegal_transition);
    CHECK(line.returned() == 3);
    CHECK(line.return_expected() == 0);
}
