#include "services/common/import_wire.hpp"

#include <doctest/doctest.h>

#include "services/catalog/catalog_wire.hpp"
#include "services/inventory/inventory_wire.hpp"
#include "tests/services/wire/support.hpp"

using namespace oms;
using oms::tests::Example;
using oms::tests::refused;
namespace stock = oms::inventory;
namespace pb = oms::inventory::v1;
using Import = pb::ImportStockRequest;

namespace {

Import good_import() {
    Import request;
    request.set_request_id("r-1");
    request.set_import_id("i-1");
    request.set_source("wms");
    request.mutable_as_of()->set_seconds(1'772'535'600);
    Import::Row& row = *request.add_rows();
    row.set_sku("TEE");
    row.set_location_id("W1");
    row.set_on_hand(5);
    return request;
}

}  // namespace

TEST_CASE("a snapshot is checked field by field") {
    const std::vector<Example<Import>> examples{
        {"good",                    [](Import&) {},                                                 "accepted"   },
        {"nothing on hand",         [](Import& r) { r.mutable_rows(0)->set_on_hand(0); },           "accepted"   },
        {"no request id",           [](Import& r) { r.clear_request_id(); },                        "request_id" },
        {"no import id",            [](Import& r) { r.clear_import_id(); },                         "import_id"  },
        {"no source",               [](Import& r) { r.clear_source(); },                            "source"     },
        {"a source with a colon",   [](Import& r) { r.set_source("a:b"); },                         "source"     },
        {"no time",                 [](Import& r) { r.clear_as_of(); },                             "as_of"      },
        {"a time of the year 1999", [](Import& r) { r.mutable_as_of()->set_seconds(900'000'000); },
         "as_of"                                                                                                 },
        {"no rows",                 [](Import& r) { r.clear_rows(); },                              "rows"       },
        {"501 rows",
         [](Import& r) {
             while (r.rows_size() < 501)
                 *r.add_rows() = r.rows(0);
         },                                                                                         "rows"       },
        {"no SKU",                  [](Import& r) { r.mutable_rows(0)->clear_sku(); },              "rows[0].sku"},
        {"a location with a slash", [](Import& r) { r.mutable_rows(0)->set_location_id("W/1"); },
         "rows[0].location_id"                                                                                   },
        {"less than nothing",       [](Import& r) { r.mutable_rows(0)->set_on_hand(-1); },
         "rows[0].on_hand"                                                                                       },
        {"the same row twice",      [](Import& r) { *r.add_rows() = r.rows(0); },                   "rows[1].sku"},
    };
    for (const auto& example : examples) {
        CAPTURE(example.title);
        Import request = good_import();
        example.change(request);
        CHECK(refused(stock::stock_import(request)) == std::vector<std::string>{example.field});
    }
}

TEST_CASE("a dry run keeps the good rows, with their places, and the problems of the others") {
    Import request = good_import();
    request.set_validate_only(true);
    request.mutable_rows(0)->set_on_hand(-1);
    request.mutable_rows(0)->clear_sku();
    *request.add_rows() = good_import().rows(0);
    const auto import = stock::stock_import(request);
    REQUIRE(import);
    REQUIRE(import->given.rows.size() == 1);
    CHECK(import->given.rows[0].index == 1);
    REQUIRE(import->given.problems.size() == 2);
    CHECK(import->given.problems[0].field == "sku");
    CHECK(import->given.problems[1].field == "on_hand");
}

TEST_CASE("a row of the catalog is checked as a single one is, with its place in front") {
    catalog::v1::ImportItemsRequest request;
    request.set_request_id("r-1");
    request.set_import_id("i-1");
    request.add_rows()->set_sku("TEE");
    request.mutable_rows(0)->set_title("T-shirt");
    request.add_rows()->set_sku("MUG");
    request.mutable_rows(1)->set_gtin("4006381333930");
    const auto rows = wire::import_rows<Item>({}, request, "sku", catalog::item_fields,
                                              [](const Item& item) { return item.sku.str(); });
    CHECK(refused(rows) == std::vector<std::string>{"rows[1].gtin", "rows[1].title"});
}

TEST_CASE("an import stands behind other work, and its events name it") {
    const auto header = wire::import_header({}, good_import());
    CHECK(header.priority == Priority::low);
    CHECK(header.cause == "i-1");
}

TEST_CASE("a page token leads on, and one that is not ours is refused") {
    catalog::v1::ListItemsRequest request;
    CHECK(catalog::item_page(request)->limit == 50);
    request.set_page_token(wire::page_token(Sku::trusted("a/b")));
    CHECK(catalog::item_page(request)->after.str() == "a/b");
    for (const char* token : {"x", "p1.", "p1.a b", "c1.0000000000000001"}) {
        request.set_page_token(token);
        CHECK(refused(catalog::item_page(request)) == std::vector<std::string>{"page_token"});
    }
    request.clear_page_token();
    for (const int size : {-1, 201}) {
        request.set_page_size(size);
        CHECK(refused(catalog::item_page(request)) == std::vector<std::string>{"page_size"});
    }
    request.set_page_size(1);
    const auto page = catalog::item_page(request);
    Item first;
    first.sku = Sku::trusted("A");
    Item second;
    second.sku = Sku::trusted("B");
    catalog::v1::ListItemsResponse reply;
    REQUIRE(reply.ParseFromString(catalog::list_items_reply({first, second}, *page)));
    CHECK(reply.items_size() == 1);
    CHECK(reply.next_page_token() == "p1.A");
    REQUIRE(reply.ParseFromString(catalog::list_items_reply({first}, *page)));
    CHECK(reply.next_page_token() == "");
}
