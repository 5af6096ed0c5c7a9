// Returns through a real store: what comes is posted, counted and paid once, and the store
// verifies.
#include <doctest/doctest.h>

#include "services/fulfillment/task_commands.hpp"
#include "services/returns/adjustments.hpp"
#include "services/returns/policy_commands.hpp"
#include "services/returns/return_commands.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;
using oms::returns::DisposedUnits;
using oms::returns::ReturnTarget;
using oms::returns::ReturnWish;
using oms::returns::WantedUnits;

namespace {

using Answer = Result<std::string>;

// "ret_... 20.00 EUR": the return, and what was made due.
std::string encode(const Return& one, const std::optional<RefundDue>& due) {
    return one.return_id.str() + " " + (due ? to_text(due->amount) : "-");
}
std::string id_in(const Answer& answer) {
    return answer->substr(0, answer->find(' '));
}
std::string due_in(const Answer& answer) {
    return answer->substr(answer->find(' ') + 1);
}

// A shop whose order of 3 TEE for 20.00 each has been sent.
class Shop : public StoreFixture {
public:
    Shop() {
        create(channel("web"));
        for (const char* const id : {"S1", "S2"}) {
            Location location = store_location(id);
            location.fulfillment.release = ReleaseMode::at_once;
            location.capabilities.push_back(Capability::returns);
            create(location);
        }
        receive("TEE", "S1", 3);
        receive("SHOE", "S1", 1);
    }
    void sell(std::int64_t units = 3, bool gift = false) {
        OrderRequestBuilder builder;
        builder.line("TEE", units, 2000).shipping(490);
        orders::OrderRequest request = builder.build();
        request.draft.gift = gift;
        placed = *place(request);
        TaskQuery query;
        query.order_id = order(placed).order_id;
        const auto tasks = read<Result<std::vector<FulfillmentOrder>>>([&](ReadSession& session) {
            return session.fulfillment_orders(query, header().actor);
        });
        const FulfillmentOrderId task = tasks->at(0).fulfillment_order_id;
        const auto on_task = [&](auto command) { REQUIRE(run(std::move(command))); };
        const fulfilling::TaskRequest on{task, 0, "who"};
        const auto told = [](const FulfillmentOrder&, const Order&) { return std::string(); };
        on_task(std::make_unique<fulfilling::AcceptTask>(header(), on, told));
        on_task(std::make_unique<fulfilling::StartPicking>(header(), on, told));
        on_task(std::make_unique<fulfilling::PickGoods>(header(), on,
                                                        std::vector<Scan>{
                                                            {"", Sku::trusted("TEE"), units}
        },
                                                        told));
        on_task(std::make_unique<fulfilling::PackTask>(
            header(), on, std::vector<fulfilling::PackedParcel>{}, told));
        on_task(std::make_unique<fulfilling::ShipTask>(
            header(), on, std::vector<fulfilling::TrackingNumber>{}, told));
    }
    ReturnKey key(std::string_view location = "S2") {
        ReturnKey made;
        made.order_id = order(placed).order_id;
        if (!location.empty()) made.location_id = *LocationId::parse(location);
        return made;
    }
    static ReturnWish wish(std::int64_t units, Disposition disposition = Disposition::restock) {
        ReturnWish made;
        WantedUnits wanted;
        wanted.line_no = 1;
        wanted.quantity = units;
        wanted.disposition = disposition;
        made.units.push_back(wanted);
        return made;
    }
    std::unique_ptr<Command> bring(ReturnTarget target, ReturnWish brought,
                                   bool validate_only = false) {
        Command::Header made = header("receive");
        made.validate_only = validate_only;
        returns::ReceiptOfReturn receipt;
        receipt.wish = std::move(brought);
        receipt.channel_id = *ChannelId::parse("web");
        return std::make_unique<returns::ReceiveReturn>(std::move(made), std::move(target),
                                                        std::move(receipt), encode);
    }
    Answer announce(std::int64_t units) {
        return run(std::make_unique<returns::RequestReturn>(header("request"), key(), wish(units),
                                                            encode));
    }
    ReturnTarget target(const std::string& id) {
        ReturnTarget made;
        made.key.return_id = *ReturnId::parse(id);
        made.key.location_id = *LocationId::parse("S2");
        return made;
    }
    Answer dispose(const std::string& id, std::vector<DisposedUnits> goods) {
        return run(std::make_unique<returns::InspectReturn>(
            header("inspect"), target(id), std::move(goods), std::nullopt, encode));
    }
    Return stored(const std::string& id) {
        return read<Result<Return>>([&](ReadSession& session) {
                   return session.goods_return(*ReturnId::parse(id), header().actor);
               })
            .value();
    }
    std::vector<std::string> paid_back() {
        std::vector<std::string> texts;
        for (const PaymentDue& due : order(placed).payments_due) {
            if (due.kind == DueKind::capture) continue;
            texts.push_back(std::string(enum_text(due.kind)) + " " + to_text(due.amount));
        }
        return texts;
    }
    std::int64_t returned() { return order(placed).lines[0].quantities.returned(); }
    std::int64_t expected() { return order(placed).lines[0].quantities.return_expected(); }
    void publish(ReturnPolicy policy) {
        REQUIRE(run(std::make_unique<returns::PublishPolicy>(
            header("policy"), std::move(policy), "why",
            [](const ReturnPolicyVersion&) { return std::string(); })));
    }

    std::string placed;
};

using Texts = std::vector<std::string>;

ReturnPolicy policy_of(RefundTime refund_time, std::int64_t days = 30) {
    ReturnPolicy policy;
    ReturnRule rule;
    rule.window_days = days;
    rule.shipping_days = 0;
    rule.refund_time = refund_time;
    rule.methods.push_back(ReturnMethod::keep);
    policy.rules.push_back(rule);
    return policy;
}

}  // namespace

TEST_CASE("unannounced at a counter: the preview is what is done, once") {
    Shop shop;
    shop.sell();
    const Answer preview = shop.run(shop.bring({shop.key(), 0}, Shop::wish(1), true));
    REQUIRE(preview);
    CHECK(due_in(preview) == "20.00 EUR");
    CHECK(shop.paid_back().empty());
    const Answer done = shop.run(shop.bring({shop.key(), 0}, Shop::wish(1)));
    REQUIRE(done);
    CHECK(due_in(done) == due_in(preview));
    CHECK(shop.stored(id_in(done)).state == ReturnState::refunded);
    CHECK(shop.level("TEE", "S2").on_hand == 1);
    CHECK(shop.level("TEE", "S1").on_hand == 0);
    const Answer rest = shop.run(shop.bring({shop.key(), 0}, Shop::wish(2)));
    REQUIRE(rest);
    // With the last of it the shipping.
    CHECK(due_in(rest) == "44.90 EUR");
    CHECK(shop.paid_back() == Texts{"refund 20.00 EUR", "refund 44.90 EUR"});
    const Answer again = shop.run(shop.bring({shop.key(), 0}, Shop::wish(1)));
    REQUIRE_FALSE(again);
    CHECK(again.error().reason == Reason::return_refused);
    CHECK(shop.returned() == 3);
    CHECK(shop.verify().empty());
    shop.reopen();
    CHECK(shop.stored(id_in(done)).goods.size() == 1);
    CHECK(shop.verify().empty());
}

TEST_CASE("two counters want the same unit at once: one gets it") {
    for (int round = 0; round < 5; ++round) {
        Shop shop;
        shop.sell(1);
        auto one = shop.submit(shop.bring({shop.key("S1"), 0}, Shop::wish(1)));
        auto two = shop.submit(shop.bring({shop.key("S2"), 0}, Shop::wish(1)));
        const Answer first = one.get();
        const Answer second = two.get();
        CHECK(first.has_value() != second.has_value());
        CHECK((first ? second : first).error().reason == Reason::return_refused);
        CHECK(shop.paid_back() == Texts{"refund 24.90 EUR"});
        CHECK(shop.verify().empty());
    }
}

TEST_CASE("announced, received in parts, inspected, and disposed of otherwise later") {
    Shop shop;
    shop.publish(policy_of(RefundTime::at_inspection));
    shop.sell();
    const Answer asked = shop.announce(3);
    REQUIRE(asked);
    const std::string id = id_in(asked);
    CHECK(shop.expected() == 3);
    CHECK(shop.announce(1).error().reason == Reason::return_refused);
    REQUIRE(shop.run(shop.bring(shop.target(id), Shop::wish(2, Disposition::pending))));
    CHECK(shop.expected() == 1);
    CHECK(shop.returned() == 2);
    CHECK(shop.level("TEE", "S2").damaged == 2);
    CHECK(shop.paid_back().empty());
    REQUIRE(shop.dispose(id, {
                                 {1, 1, Disposition::restock  },
                                 {1, 1, Disposition::give_back}
    }));
    CHECK(shop.paid_back() == Texts{"refund 20.00 EUR"});
    CHECK(shop.returned() == 1);
    CHECK(shop.level("TEE", "S2").on_hand == 1);
    CHECK(shop.level("TEE", "S2").damaged == 0);
    CHECK(shop.verify().empty());
    // Paid for is not given back; on the shelf it may still go another way.
    CHECK(shop.dispose(id,
                       {
                           {2, 1, Disposition::give_back}
    })
              .error()
              .reason == Reason::illegal_transition);
    REQUIRE(shop.dispose(id, {
                                 {2, 1, Disposition::vendor}
    }));
    CHECK(shop.level("TEE", "S2").on_hand == 0);
    // The rest does not come in time; when it comes, it is taken.
    shop.clock.advance(std::chrono::hours{24 * 30});
    shop.settle();
    CHECK(shop.expected() == 0);
    CHECK(shop.stored(id).state == ReturnState::refunded);
    const Answer late = shop.run(shop.bring(shop.target(id), Shop::wish(1)));
    REQUIRE(late);
    CHECK(due_in(late) == "20.00 EUR");
    CHECK(shop.stored(id).goods.back().finding == ReturnFinding::late);
    CHECK(shop.verify().empty());
}

TEST_CASE("what is not of the order is taken apart, and nothing is paid for it") {
    Shop shop;
    shop.sell();
    const std::string id = id_in(shop.announce(1));
    ReturnWish brought = Shop::wish(1);
    WantedUnits shoe;
    shoe.sku = *Sku::parse("SHOE");
    shoe.quantity = 1;
    brought.units.push_back(shoe);
    const Answer came = shop.run(shop.bring(shop.target(id), brought));
    REQUIRE(came);
    CHECK(due_in(came) == "20.00 EUR");
    CHECK(shop.stored(id).goods[1].finding == ReturnFinding::other_item);
    CHECK(shop.level("SHOE", "S2").damaged == 1);
    CHECK_FALSE(has_ended(shop.stored(id)));
    shoe.sku = *Sku::parse("NONE");
    brought.units = {shoe};
    CHECK(shop.run(shop.bring(shop.target(id), brought)).error().reason == Reason::item_not_found);
    // More than was announced, but of the order: the policy has said yes.
    const Answer extra = shop.run(shop.bring(shop.target(id), Shop::wish(1)));
    REQUIRE(extra);
    CHECK(due_in(extra) == "20.00 EUR");
    CHECK(shop.stored(id).goods.back().finding == ReturnFinding::late);
    CHECK(shop.verify().empty());
}

TEST_CASE("goods that need not come are paid for at once, and never come twice") {
    Shop shop;
    shop.publish(policy_of(RefundTime::at_receipt));
    shop.sell();
    ReturnWish kept = Shop::wish(2);
    kept.method = ReturnMethod::keep;
    const Answer asked =
        shop.run(std::make_unique<returns::RequestReturn>(shop.header(), shop.key(), kept, encode));
    REQUIRE(asked);
    CHECK(due_in(asked) == "40.00 EUR");
    CHECK(shop.expected() == 0);
    CHECK(shop.run(shop.bring({shop.key(), 0}, Shop::wish(2))).error().reason ==
          Reason::return_refused);
    REQUIRE(shop.run(shop.bring({shop.key(), 0}, Shop::wish(1))));
    CHECK(shop.paid_back() == Texts{"refund 40.00 EUR", "refund 24.90 EUR"});
    CHECK(shop.verify().empty());
}

TEST_CASE("a gift gives credit, goods of no order too") {
    Shop shop;
    shop.sell(1, true);
    ReturnWish gift = Shop::wish(1);
    gift.gift = true;
    REQUIRE(shop.run(shop.bring({shop.key(), 0}, gift)));
    CHECK(shop.paid_back() == Texts{"credit 24.90 EUR"});
    ReturnWish blind = Shop::wish(1);
    blind.units[0].line_no = 0;
    blind.units[0].sku = *Sku::parse("TEE");
    blind.units[0].unit_credit = euro(1500);
    ReturnKey nothing;
    nothing.location_id = *LocationId::parse("S2");
    const Answer given = shop.run(shop.bring({nothing, 0}, blind));
    REQUIRE(given);
    CHECK(due_in(given) == "15.00 EUR");
    const Return one = shop.stored(id_in(given));
    REQUIRE(one.payments_due.size() == 1);
    CHECK(one.payments_due[0].kind == DueKind::credit);
    CHECK(shop.level("TEE", "S2").on_hand == 2);
    // They are paid for, so whoever brought them does not get them back.
    CHECK(shop.dispose(id_in(given),
                       {
                           {1, 1, Disposition::give_back}
    })
              .error()
              .reason == Reason::illegal_transition);
    CHECK(shop.level("TEE", "S2").on_hand == 2);
    CHECK(shop.verify().empty());
}

TEST_CASE("an order goes by the policy that was in force when it was placed") {
    Shop shop;
    shop.publish(policy_of(RefundTime::at_inspection));
    shop.sell();
    shop.clock.advance(std::chrono::hours{1});
    shop.publish(policy_of(RefundTime::at_receipt));
    const Answer came = shop.run(shop.bring({shop.key(), 0}, Shop::wish(1, Disposition::pending)));
    REQUIRE(came);
    CHECK(shop.stored(id_in(came)).policy_version == 1);
    CHECK(due_in(came) == "-");
    REQUIRE(shop.dispose(id_in(came), {
                                          {1, 1, Disposition::restock}
    }));
    CHECK(shop.paid_back() == Texts{"refund 20.00 EUR"});
    CHECK(shop.verify().empty());
}

TEST_CASE("money without goods stays within what was captured") {
    Shop shop;
    shop.sell(1);
    const returns::OrderTarget target{shop.order(shop.placed).order_id, 0};
    const auto told = [](const Order&, const RefundDue& due) { return to_text(due.amount); };
    const auto adjust = [&](std::int64_t cents) {
        return shop.run(std::make_unique<returns::AdjustPrice>(shop.header(), target, 1,
                                                               euro(cents), "", told));
    };
    CHECK(*adjust(1500) == "5.00 EUR");
    CHECK(*adjust(1500) == "0.00 EUR");
    const auto goodwill = [&](std::int64_t cents) {
        return shop.run(std::make_unique<returns::GrantGoodwill>(shop.header(), target, euro(cents),
                                                                 false, "sorry", told));
    };
    CHECK(*goodwill(1000) == "10.00 EUR");
    CHECK(goodwill(1000).error().reason == Reason::refund_exceeded);
    const Answer back = shop.run(shop.bring({shop.key(), 0}, Shop::wish(1)));
    REQUIRE(back);
    CHECK(due_in(back) == "9.90 EUR");
    CHECK(shop.verify().empty());
}

TEST_CASE(
    "what a person has to approve is paid back once one has, wherever the goods are by then") {
    Shop shop;
    ReturnPolicy policy = policy_of(RefundTime::at_receipt);
    policy.rules[0].approval_required = true;
    shop.publish(policy);
    shop.sell();
    const auto approve = [&](const std::string& id) {
        return shop.run(
            std::make_unique<returns::ApproveReturn>(shop.header(), shop.target(id), encode));
    };
    const Answer asked = shop.announce(1);
    REQUIRE(asked);
    CHECK(shop.stored(id_in(asked)).state == ReturnState::requested);
    REQUIRE(approve(id_in(asked)));
    CHECK(approve(id_in(asked)).error().reason == Reason::illegal_transition);
    const Answer came = shop.run(shop.bring({shop.key(), 0}, Shop::wish(1)));
    REQUIRE(came);
    CHECK(due_in(came) == "-");
    CHECK(shop.stored(id_in(came)).state == ReturnState::inspected);
    CHECK(shop.paid_back().empty());
    const Answer approved = approve(id_in(came));
    REQUIRE(approved);
    CHECK(due_in(approved) == "20.00 EUR");
    CHECK(shop.stored(id_in(came)).state == ReturnState::refunded);
    CHECK(approve(id_in(came)).error().reason == Reason::illegal_transition);
    CHECK(shop.verify().empty());
}

TEST_CASE("refused, canceled and unknown returns") {
    Shop shop;
    shop.sell();
    const std::string id = id_in(shop.announce(1));
    REQUIRE(
        shop.run(std::make_unique<returns::CancelReturn>(shop.header(), shop.target(id), encode)));
    CHECK(shop.expected() == 0);
    CHECK(shop.run(std::make_unique<returns::CancelReturn>(shop.header(), shop.target(id), encode))
              .error()
              .reason == Reason::illegal_transition);
    ReturnTarget stale = shop.target(id);
    stale.version = 1;
    CHECK(shop.run(std::make_unique<returns::ApproveReturn>(shop.header(), stale, encode))
              .error()
              .reason == Reason::version_mismatch);
    CHECK(shop.run(std::make_unique<returns::ApproveReturn>(shop.header(), shop.target("ret_x"),
                                                            encode))
              .error()
              .reason == Reason::return_not_found);
    const std::string paid = id_in(shop.run(shop.bring({shop.key(), 0}, Shop::wish(1))));
    CHECK(shop.run(std::make_unique<returns::RejectReturn>(shop.header(), shop.target(paid), "no",
                                                           encode))
              .error()
              .reason == Reason::illegal_transition);
    const std::string open = id_in(shop.announce(1));
    REQUIRE(shop.run(
        std::make_unique<returns::RejectReturn>(shop.header(), shop.target(open), "no", encode)));
    CHECK(shop.stored(open).state == ReturnState::rejected);
    CHECK(shop.expected() == 0);
    ReturnKey elsewhere = shop.key("W9");
    CHECK(shop.run(shop.bring({elsewhere, 0}, Shop::wish(1))).error().reason ==
          Reason::location_not_found);
    CHECK(shop.verify().empty());
}
