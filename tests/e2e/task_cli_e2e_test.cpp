#include <algorithm>

#include <doctest/doctest.h>

#include "oms/testing/v1/testing_service.pb.h"
#include "tests/e2e/tasks.hpp"

// The command line against the real server: what a store's staff type.
namespace oms::e2e {
namespace {

// `oms WORDS` as an administrator who is for store S1.
struct Till {
    Till() : shop({"--clock-start", "2026-03-03T09:00:00Z"}) {
        stock_item(shop.client, "TEE", "S1", 9);
        release_at_once(shop.client, "S1");
    }
    Ended run(const std::vector<std::string>& words) const {
        std::vector<std::string> line{OMS_OMS,       "--server",   shop.server.address(),
                                      "--principal", "mia",        "--roles",
                                      "admin",       "--channels", "*",
                                      "--locations", "*"};
        line.insert(line.end(), words.begin(), words.end());
        return e2e::run(line);
    }
    // The output of what succeeds.
    std::string oms(const std::vector<std::string>& words) const {
        const Ended ended = run(words);
        INFO(ended.out << ended.err);
        REQUIRE(ended.exit_code == 0);
        return ended.out;
    }
    std::string task_of(const std::string& order_id) const {
        return tasks_of(shop.client, order_id).at(0).fulfillment_order_id();
    }
    Shop shop;
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a store accepts, picks, packs, ships and delivers an order from the command line") {
    const Till till;
    const std::string order = place(till.shop.client, delivery_order("TEE", 3)).order_id();
    const std::string task = till.task_of(order);
    CHECK(contains(till.oms({"order", "get", order}), task));
    CHECK(contains(till.oms({"task", "list", "S1"}), "accept by 2026-03-03 09:30:00Z"));
    CHECK(contains(till.oms({"task", "get", task}), "accept, reject"));
    till.oms({"task", "accept", task});
    CHECK(contains(till.oms({"task", "take", task}), "mia until"));
    CHECK(till.run({"task", "take", task, "--associate", "bob"}).exit_code == 1);  // it is mia's
    till.oms({"task", "take", task});                                              // still
    CHECK(till.run({"task", "pick", task, "JEAN"}).exit_code == 1);
    till.oms({"task", "pick", task, "TEE"});
    CHECK(contains(till.oms({"task", "pick", task}), "to pick"));
    const std::string packed =
        till.oms({"task", "pack", task, "--parcel", "1=2:400", "--parcel", "1=1"});
    CHECK(contains(packed, "400"));
    const auto parcels = get_task(till.shop.client, task).parcels();
    REQUIRE(parcels.size() == 2);
    till.oms({"task", "ship", task, "--tracking", parcels[0].parcel_id() + "=1Z9"});
    CHECK(contains(till.oms({"task", "get", task}), "1Z9"));
    CHECK(till.run({"task", "lost", task, parcels[0].parcel_id()}).exit_code == 2);  // asks nobody
    till.oms({"task", "lost", task, parcels[0].parcel_id(), "--yes"});
    till.oms({"task", "delivered", task, parcels[1].parcel_id()});
    till.oms({"task", "found", task, parcels[0].parcel_id()});
    CHECK(get_order(till.shop.client, order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(contains(till.oms({"task", "list", "S1"}), "No tasks."));
    CHECK(contains(till.oms({"task", "list", "S1", "--ended"}), task));
    CHECK(verify_store(till.shop.client) == "");
}

TEST_CASE("a customer collects with the code that the command line tells") {
    const Till till;
    auto wanted = new_order();
    add_pickup(wanted, "TEE", 2, "S1");
    const std::string order = place(till.shop.client, wanted).order_id();
    const std::string task = till.task_of(order);
    const std::string pickup = pickup_of(till.shop.client, order).pickup_id();
    till.oms({"task", "accept", task});
    till.oms({"task", "take", task});
    till.oms({"task", "pick", task});
    till.oms({"task", "ready", task});
    CHECK(contains(till.oms({"pickup", "list", "S1"}), pickup));
    std::string old_code = till.oms({"pickup", "code", pickup});
    old_code.pop_back();
    CHECK(contains(till.oms({"pickup", "find", "S1", old_code}), pickup));
    till.oms({"pickup", "new-code", pickup, "--yes"});
    CHECK(till.run({"pickup", "find", "S1", old_code}).exit_code == 1);
    till.oms({"pickup", "proxy", pickup, "Bob Grand"});
    CHECK(contains(till.oms({"pickup", "get", pickup}), "2, a proxy"));
    till.oms({"pickup", "arrived", pickup, "--place", "bay 4"});
    CHECK(contains(till.oms({"pickup", "list", "S1"}), "bay 4"));
    till.oms({"pickup", "left", pickup});
    till.oms({"pickup", "extend", pickup, "--days", "2"});
    std::string code = till.oms({"pickup", "code", pickup, "--holder", "2"});
    code.pop_back();
    CHECK(till.run({"pickup", "collect", pickup, "--code", old_code}).exit_code == 4);
    till.oms({"pickup", "collect", pickup, "--code", code, "--line", "1=1", "--till", "till 7"});
    CHECK(till.run({"pickup", "collect", pickup, "--reason", "no phone", "--yes"}).exit_code == 0);
    CHECK(get_order(till.shop.client, order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(verify_store(till.shop.client) == "");
}

TEST_CASE("a canceled order asks the location, which gives back what it has picked") {
    const Till till;
    const std::string order = place(till.shop.client, delivery_order("TEE", 2)).order_id();
    const std::string task = till.task_of(order);
    till.oms({"task", "accept", task});
    till.oms({"task", "take", task});
    till.oms({"task", "pick", task});
    CHECK(contains(till.oms({"order", "cancel", order, "--reason", "customer-request", "--yes"}),
                   "the locations were asked to give back"));
    CHECK(contains(till.oms({"task", "get", task}), "give-back"));
    CHECK(contains(till.oms({"task", "give-back", task, "--dry-run"}), "canceled"));
    till.oms({"task", "give-back", task, "--yes"});
    CHECK(get_order(till.shop.client, order).status() == orders::ORDER_STATUS_CANCELED);
    CHECK(verify_store(till.shop.client) == "");
}

TEST_CASE("a pick list follows the shelves") {
    const Till till;
    stock_item(till.shop.client, "COAT", "S1", 5);
    CHECK(
        contains(till.oms({"stock", "shelve", "S1", "TEE=B02", "COAT=A07-1"}), "2 lie elsewhere"));
    CHECK(contains(till.oms({"stock", "shelve", "S1", "TEE=B02"}), "0 lie elsewhere"));
    CHECK(till.run({"stock", "shelve", "S1", "NONE=B02"}).exit_code == 1);
    CHECK(till.run({"stock", "shelve", "S1", "TEE"}).exit_code == 2);
    CHECK(contains(till.oms({"task", "picklist", "S1"}), "Nothing to pick."));
    auto wanted = new_order();
    add_delivery(wanted, "TEE", 2);
    add_delivery(wanted, "COAT", 1);
    const std::string task = till.task_of(place(till.shop.client, wanted).order_id());
    till.oms({"task", "accept", task});
    const std::string list = till.oms({"task", "picklist", "S1"});
    CHECK(list.find("A07-1") < list.find("B02"));
    CHECK_FALSE(contains(till.oms({"task", "picklist", "S1", "--aisle", "A"}), "B02"));
    CHECK(contains(till.oms({"task", "picklist", "S1", "--task", task}), "COAT"));
    CHECK(till.run({"task", "picklist", "S2", "--task", task}).exit_code == 1);
    till.oms({"task", "take", task});
    till.oms({"task", "pick", task, "COAT"});
    CHECK_FALSE(contains(till.oms({"task", "picklist", "S1"}), "COAT"));
    CHECK(verify_store(till.shop.client) == "");
}

TEST_CASE("papers are written as files, and what gateways have to do is listed") {
    const Till till;
    const std::string order = place(till.shop.client, delivery_order("TEE", 2)).order_id();
    const std::string task = till.task_of(order);
    const TemporaryFolder folder;
    till.oms({"task", "slip", task, "--out", folder.file("slip.pdf")});
    CHECK(read_file(folder.file("slip.pdf")).substr(0, 5) == "%PDF-");
    CHECK(till.run({"task", "slip", task, "--out", folder.file("none/slip.pdf")}).exit_code == 2);
    // The plain rule chooses no carrier service, so there is nothing to book.
    CHECK(till.run({"task", "label", task}).exit_code == 1);
    CHECK(contains(till.oms({"effect", "list"}), "No effects."));
    till.oms({"order", "cancel", order, "--reason", "customer-request", "--yes"});
    till.oms({"task", "give-back", task, "--yes"});
    const std::string effects = till.oms({"effect", "list", "--order", order, "--output", "json"});
    CHECK(contains(effects, "order_canceled"));
    const std::size_t at = effects.find("op_");
    const std::string operation = effects.substr(at, effects.find('"', at) - at);
    CHECK(contains(till.oms({"effect", "cancel", operation}), "canceled"));
    CHECK(till.run({"effect", "retry", operation}).exit_code == 1);
    CHECK(contains(till.oms({"effect", "list", "--failed"}), "No effects."));
}

TEST_CASE("a store is closed, a customer chooses, and the store opens again") {
    const Till till;
    auto wanted = new_order();
    add_pickup(wanted, "TEE", 1, "S1");
    const std::string order = place(till.shop.client, wanted).order_id();
    const std::vector<std::string> close{
        "location", "close", "S1", "--until", "2026-03-05T10:00:00Z", "--reason", "a flood"};
    CHECK(till.run(close).exit_code == 2);  // asks nobody
    std::vector<std::string> agreed = close;
    agreed.emplace_back("--yes");
    CHECK(contains(till.oms(agreed), "a flood"));
    oms::testing::v1::AdvanceRequest later;
    later.mutable_to()->set_seconds(1'772'528'460);  // 2026-03-03 09:01
    get<oms::testing::v1::AdvanceResponse>(till.shop.client, later);
    const orders::Order asked = get_order(till.shop.client, order);
    REQUIRE(asked.choices_size() == 1);
    const std::string choice = asked.choices(0).choice_id();
    CHECK(contains(till.oms({"order", "get", order}), choice));
    CHECK(contains(till.oms({"order", "choice", order, choice}), "without an answer"));
    std::string token = till.oms({"order", "choice", order, choice, "--link"});
    token.pop_back();
    CHECK(contains(till.oms({"order", "choice", "--token", token}), choice));
    std::string cancel;
    for (const auto& option : asked.choices(0).options()) {
        if (option.kind() == orders::CHOICE_OPTION_KIND_CANCEL)
            cancel = std::to_string(option.option_no());
    }
    CHECK(till.run({"order", "choose", order, choice, "--option", cancel}).exit_code != 0);
    CHECK(
        contains(till.oms({"order", "choose", "--token", token, "--option", cancel}), "customer"));
    const Ended again = till.run({"order", "choose", "--token", token, "--option", cancel});
    CHECK(again.exit_code == 1);
    CHECK(contains(again.err, "CHOICE_TAKEN"));
    CHECK(contains(till.oms({"order", "timeline", order}), "order.choice_made"));
    CHECK(contains(till.oms({"location", "get", "S1"}), "closed until"));
    till.oms({"location", "reopen", "S1"});
    CHECK(till.run({"location", "reopen", "S1"}).exit_code == 1);
    CHECK(get_order(till.shop.client, order).status() == orders::ORDER_STATUS_CANCELED);
    CHECK(verify_store(till.shop.client) == "");
}

}  // namespace oms::e2e
