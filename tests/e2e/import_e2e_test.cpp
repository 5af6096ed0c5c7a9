#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "oms/admin/v1/admin_service.pb.h"
#include "tests/e2e/shop.hpp"

// Whole imports: the command line against the real server.
namespace oms::e2e {
namespace {

namespace admin = oms::admin::v1;

const std::string item_headings =
    "sku,title,gtin,weight_g,length_mm,width_mm,height_mm,handling_class,backorder_limit\n";

std::string items(int count, const std::string& title = "An item") {
    std::string text = item_headings;
    for (int i = 0; i < count; ++i)
        text += fmt::format("I{},{},,,,,,,\n", i, title);
    return text;
}

// `oms WORDS` as the administrator of that server.
Ended oms(const std::string& address, std::vector<std::string> words) {
    const char* const other = std::getenv("OMS_OMS");
    std::vector<std::string> line{other != nullptr ? other : OMS_OMS,
                                  "--server",
                                  address,
                                  "--principal",
                                  "admin",
                                  "--roles",
                                  "admin",
                                  "--channels",
                                  "*",
                                  "--locations",
                                  "*"};
    line.insert(line.end(), words.begin(), words.end());
    return run(line);
}

admin::GetStatusResponse status(const Client& client) {
    return get<admin::GetStatusResponse>(client, admin::GetStatusRequest());
}

int items_listed(const Client& client) {
    int count = 0;
    catalog::ListItemsRequest request;
    request.set_page_size(200);
    while (true) {
        const auto page = get<catalog::ListItemsResponse>(client, request);
        count += page.items_size();
        if (page.next_page_token().empty()) return count;
        request.set_page_token(page.next_page_token());
    }
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// On real time: a snapshot is as old as its file.
struct RealShop {
    RealShop() : client(server.address()) { create_network(client); }
    Server server{{}, omsd()};
    Client client;
};

struct Importer {
    Importer() { write_file(file, items(1'000)); }
    // Writes `text` to the file and imports it.
    Ended import(const std::string& text, std::vector<std::string> words) {
        write_file(file, text);
        words.push_back(file);
        return oms(shop.server.address(), words);
    }
    RealShop shop;
    TemporaryFolder folder;
    std::string file = folder.file("import.csv");
};

}  // namespace

TEST_CASE("a file of 1,000 items is imported, and the second time changes nothing") {
    Importer importer;
    const auto imported = importer.import(items(1'000), {"item", "import"});
    INFO(imported.out << imported.err);
    REQUIRE(imported.exit_code == 0);
    CHECK(contains(imported.out, "created    1000\n"));
    CHECK(items_listed(importer.shop.client) == 1'000);
    const auto before = status(importer.shop.client);
    const auto again = importer.import(items(1'000), {"item", "import"});
    CHECK(again.exit_code == 0);
    CHECK(contains(again.out, "unchanged  1000\n"));
    CHECK(status(importer.shop.client).last_position() == before.last_position());

    // Another file in between does not keep the first from being imported again.
    CHECK(contains(importer.import(items(1'000, "Other"), {"item", "import"}).out,
                   "updated    1000\n"));
    CHECK(contains(importer.import(items(1'000), {"item", "import"}).out, "updated    1000\n"));
    catalog::GetItemRequest one;
    one.set_sku("I999");
    CHECK(get<catalog::GetItemResponse>(importer.shop.client, one).item().title() == "An item");
    CHECK(verify_store(importer.shop.client) == "");
}

TEST_CASE("a dry run and a bad file store nothing") {
    Importer importer;
    const auto before = status(importer.shop.client);
    const auto dry = importer.import(items(600), {"--dry-run", "item", "import"});
    CHECK(dry.exit_code == 0);
    CHECK(contains(dry.out, "to create  600\n"));
    const auto bad = importer.import(items(600) + "BAD,=1+1,,,,,,,\n", {"item", "import"});
    CHECK(bad.exit_code == 2);
    CHECK(contains(bad.err, "row 602, column title: '=1+1' begins like a formula\n"));

    std::string rows = "sku,location_id,on_hand\n";
    for (int i = 0; i < 30; ++i)
        rows += fmt::format("GONE{},W1,1\n", i);
    const auto unknown = importer.import(rows, {"stock", "import"});
    CHECK(unknown.exit_code == 2);
    CHECK(contains(unknown.err, "  row 2, column sku: no such item\n"));
    CHECK(contains(unknown.err, "  and 10 more\n"));
    const std::string all = read_file(importer.file + ".errors.csv");
    CHECK(std::count(all.begin(), all.end(), '\n') == 31);
    CHECK(contains(all, "\"31\",\"sku\",\"no such item\"\r\n"));
    CHECK(status(importer.shop.client).last_position() == before.last_position());
    CHECK(items_listed(importer.shop.client) == 0);
}

TEST_CASE("locations lose and gain what a file says, channels too") {
    Importer importer;
    const std::string headings =
        "location_id,name,type,gln,time_zone,capabilities,address_line1,address_line2,postal_code,"
        "locality,administrative_area,country_code,position,mon,tue,wed,thu,fri,sat,sun,"
        "exceptions\n";
    const std::string row = "S1,Opera,store,,Europe/Paris,ship,,,,,,FR,,10:00-20:00,,,,,,,";
    const auto changed =
        importer.import(headings + row + "2026-12-25 closed\n", {"location", "import"});
    INFO(changed.err);
    CHECK(contains(changed.out, "updated    1\n"));
    catalog::GetLocationRequest one;
    one.set_location_id("S1");
    const auto location = get<catalog::GetLocationResponse>(importer.shop.client, one).location();
    CHECK(location.capabilities_size() == 1);
    CHECK(location.weekly_hours(0).opens_minute() == 600);
    CHECK(location.hours_exceptions(0).closed());
    const auto zone = importer.import(
        headings + "S1,Opera,store,,Europe/Pariss,ship,,,,,,FR,,,,,,,,,\n", {"location", "import"});
    CHECK(contains(zone.err, "row 2, column time_zone: "));
    const auto overlap = importer.import(
        headings + "S1,O,store,,Europe/Paris,,,,,,,FR,,,10:00-12:00 11:00-13:00,,,,,,\n",
        {"location", "import"});
    CHECK(contains(overlap.err, "row 2, column tue: overlaps"));
    CHECK(contains(oms(importer.shop.server.address(), {"location", "list"}).out, "Opera"));
}

TEST_CASE("an import that a crash cut short goes on where it was, and nothing is doubled") {
    Importer importer;
    write_file(importer.file, items(20'000));
    std::atomic<int> exit_code{-1};
    const std::string address = importer.shop.server.address();
    std::thread importing([&] {
        exit_code = oms(address, {"--timeout", "5s", "item", "import", importer.file}).exit_code;
    });
    // The checks are over when the first rows are there.
    const auto before = status(importer.shop.client).last_position();
    while (status(importer.shop.client).last_position() == before && exit_code == -1)
        std::this_thread::yield();
    importer.shop.server.kill();
    importing.join();
    CHECK(exit_code == 3);

    importer.shop.server.start();
    const Client client(importer.shop.server.address());
    const auto there = status(client).last_position() - before;
    CHECK(there > 0);
    CHECK(there < 20'000);
    CHECK(there % 500 == 0);
    const auto rest = oms(importer.shop.server.address(), {"item", "import", importer.file});
    INFO(rest.out << rest.err);
    CHECK(rest.exit_code == 0);
    CHECK(contains(rest.out, fmt::format("created    {}\n", 20'000 - there)));
    CHECK(items_listed(client) == 20'000);
    CHECK(status(client).last_position() == before + 20'000);
    CHECK(verify_store(client) == "");
}

TEST_CASE("orders are placed while an import goes on") {
    Importer importer;
    stock_item(importer.shop.client, "TEE", "W1", 100'000);
    write_file(importer.file, items(5'000));
    std::atomic<bool> done{false};
    std::thread importing([&] {
        CHECK(oms(importer.shop.server.address(), {"item", "import", importer.file}).exit_code ==
              0);
        done = true;
    });
    int placed = 0;
    while (!done) {
        place(importer.shop.client, delivery_order("TEE"));
        ++placed;
    }
    importing.join();
    CHECK(placed > 10);
    CHECK(stock_at(importer.shop.client, "TEE", "W1").reserved() == placed);
    CHECK(items_listed(importer.shop.client) == 5'001);
    CHECK(verify_store(importer.shop.client) == "");
}

TEST_CASE("a snapshot is as old as its file says: what was sold since is applied again") {
    Importer importer;
    const Client& client = importer.shop.client;
    stock_item(client, "TEE", "W1", 100);
    // A file's time lags behind by up to a tick of the kernel: written until it is of after the
    // goods came.
    const auto received = std::filesystem::file_time_type::clock::now();
    do {
        write_file(importer.file, "sku,location_id,on_hand\nTEE,W1,90\n");
    } while (std::filesystem::last_write_time(importer.file) <= received);
    // The file is written; then three are sold over the counter.
    inventory::PostStockMovementsRequest sale;
    sale.set_request_id(next_id());
    auto& movement = *sale.add_movements();
    movement.set_sku("TEE");
    movement.set_location_id("W1");
    movement.set_kind(inventory::MOVEMENT_KIND_SOLD);
    movement.set_quantity(3);
    get<inventory::PostStockMovementsResponse>(client, sale);
    const std::string address = importer.shop.server.address();
    const std::vector<std::string> command{"stock", "import", importer.file};
    // Counts that are there are replaced: that is not done behind anybody's back.
    const auto unasked = oms(address, command);
    CHECK(unasked.exit_code == 2);
    CHECK(contains(unasked.err, "--yes"));
    CHECK(stock_at(client, "TEE", "W1").on_hand() == 97);
    std::vector<std::string> agreed = command;
    agreed.push_back("--yes");
    const auto imported = oms(address, agreed);
    INFO(imported.out << imported.err);
    CHECK(imported.exit_code == 0);
    CHECK(contains(imported.out, "updated    1\n"));
    CHECK(stock_at(client, "TEE", "W1").on_hand() == 87);

    sale.set_request_id(next_id());
    get<inventory::PostStockMovementsResponse>(client, sale);
    const auto before = status(client).last_position();
    CHECK(contains(oms(address, command).out, "unchanged  1\n"));
    write_file(importer.file, "sku,location_id,on_hand\nTEE,W1,5\n");
    std::vector<std::string> older = command;
    const auto now = get<admin::GetStatusResponse>(client, admin::GetStatusRequest()).now();
    google::protobuf::Timestamp yesterday = now;
    yesterday.set_seconds(now.seconds() - 86'400);
    older.push_back("--as-of");
    const std::time_t seconds = yesterday.seconds();
    older.push_back(fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds)));
    CHECK(contains(oms(address, older).out, "unchanged  1\n"));
    CHECK(status(client).last_position() == before);
    CHECK(stock_at(client, "TEE", "W1").on_hand() == 84);
    CHECK(contains(oms(address, {"stock", "list", "W1"}).out, "TEE"));
    CHECK(oms(address, {"stock", "verify"}).exit_code == 0);
}

}  // namespace oms::e2e
