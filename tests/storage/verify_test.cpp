// Every oracle of `verify` trips on a fault of its own: the store is damaged by hand, one invariant
// at a time, and verify must name it.
#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

struct Damage {
    const char* what;
    const char* invariant;
    const char* sql;
};

constexpr Damage damages[] = {
    {"on hand without a movement",                  "S1",
     "UPDATE stock SET on_hand = on_hand + 1 WHERE sku = 'TEE'"                                                                 },
    {"a lost ledger row",                           "S1",     "DELETE FROM stock_ledger WHERE kind = 'received' AND sku = 'TEE'"},
    {"a reservation nobody booked",                 "S2",
     "UPDATE stock SET reserved = reserved + 1 WHERE sku = 'TEE'"                                                               },
    {"a reservation row that lost a unit",          "S2",
     "UPDATE reservations SET open = open - 1, freed = freed + 1 WHERE owner_type = 'cart_hold'"                                },
    {"units reserved that are not there",           "S3",
     "UPDATE stock SET on_hand = 1, short_quantity = 0 WHERE sku = 'TEE'"                                                       },
    {"units that wait for nobody",                  "S4",     "UPDATE backorders SET units = units + 1"                         },
    {"a line that allocates more than is reserved", "L1",
     "UPDATE order_lines SET allocated = allocated + 1, ordered = ordered + 1"                                                  },
    {"an order whose lines are gone",               "L1",
     "INSERT INTO order_lines SELECT 'ord_x', 1, sku, ordered, ordered, 0,0,0,0,0,0,0,0,0,0,0,0,0 "
     "FROM order_lines LIMIT 1"                                                                                                 },
    {"more shipped than ordered",                   "L3",     "UPDATE order_lines SET shipped = ordered + 1"                    },
    {"two orders for one external id",              "L4",
     "DROP INDEX orders_by_external_id; INSERT INTO orders (order_id, number, channel_id, "
     "external_id, status, fulfillment_status, create_time_us, update_time_us, version, "
     "event_hash, terms, search_no) SELECT order_id || 'x', number || 'x', channel_id, "
     "external_id, status, fulfillment_status, create_time_us, update_time_us, version, "
     "event_hash, terms, search_no + 1000 FROM orders LIMIT 1"                                                                  },
    {"a kept answer that lost its key",             "I1",
     "UPDATE kept_answers SET answer_key = zeroblob(16) WHERE answer_no = 1"                                                    },
    {"a kept answer that is gone",                  "I1",     "DELETE FROM kept_answers WHERE answer_no = 1"                    },
    {"two answers to one request",                  "I1",
     "INSERT INTO kept_answers SELECT answer_no + 100, answer_key, body_hash, refusal, answer FROM "
     "kept_answers WHERE answer_no = 1; INSERT INTO answer_batches SELECT answer_no, 0, answer_key "
     "FROM kept_answers WHERE answer_no = 101"                                                                                  },
    {"a lost event",                                "E1",     "DELETE FROM events WHERE type = 'order.placed'"                  },
    {"a version without an event",                  "E1",     "UPDATE orders SET version = version + 1"                         },
    {"an order changed behind its events",          "E2",
     "UPDATE order_lines SET canceled = 1, allocated = allocated - 1; UPDATE reservations SET open "
     "= open - 1, freed = freed + 1 WHERE owner_type = 'order'; UPDATE stock SET reserved = "
     "reserved - 1 WHERE sku = 'TEE'"                                                                                           },
    {"a cart hold changed behind its events",       "E2",     "UPDATE cart_holds SET state = 'released'"                        },
    {"a position that was skipped",                 "E4",     "UPDATE event_head SET position = position + 1"                   },
    {"an event rewritten",                          "E5",
     "UPDATE events SET data = replace(data, 'TEE', 'TEF') WHERE type = 'stock.posted'"                                         },
    {"an actor rewritten",                          "E5",     "UPDATE events SET actor = 'nobody' WHERE type = 'order.placed'"  },
    {"a row that kept an old hash",                 "E5",     "UPDATE orders SET event_hash = zeroblob(32)"                     },
    {"a total that is not its parts",               "M3",
     "UPDATE orders SET terms = replace(terms, '\"total\":\"2000 EUR\"', '\"total\":\"1999 "
     "EUR\"')"                                                                                                                  },
    {"work that no order takes",                    "W1",
     "INSERT INTO work VALUES ('W1', 'shipping', 20000, '', 1, 1, 1)"                                                           },
    {"a parcel that its day forgot",                "W1",
     R"(UPDATE orders SET handling = '{"parcels":[{"location_id":"W1","carriage":"carrier","order_by":0,)"
     R"("promised_by":0,"units":[{"line_no":1,"quantity":1}],)"
     R"("work":[{"location_id":"W1","kind":"shipping","day":20000}]}]}')"                                                       },
    {"a snapshot of nothing",                       "S7",
     "INSERT INTO stock_feeds VALUES ('wms', 'GONE', 'W1', 1, 'i-1')"                                                           },
    {"a hold that never expires",                   "S8",     "DELETE FROM timers WHERE kind = 'cart_hold_expiry'"              },
    {"a held order whose timer is gone",            "S8",
     "DELETE FROM timers WHERE kind = 'order_hold_expiry'"                                                                      },
    {"a timer of no held order",                    "S8",
     "UPDATE timers SET due_us = due_us + 1 WHERE kind = 'order_hold_expiry'"                                                   },
    {"a hold lifted behind its events",             "E2",
     "UPDATE orders SET handling = replace(handling, 'active', 'released'); DELETE FROM timers "
     "WHERE kind = 'order_hold_expiry'"                                                                                         },
    {"holds that cannot be read",                   "E2",     "UPDATE orders SET handling = '{\"holds\":7'"                     },
    {"a status that is not derived",                "L1",     "UPDATE orders SET status = 'completed'"                          },
    {"an order that is not found by its words",     "SEARCH",
     "INSERT INTO order_words (order_words) VALUES ('delete-all')"                                                              },
    {"an order that is found by another's places",  "SEARCH",
     "INSERT INTO order_places (rowid, words) SELECT search_no, 's0' FROM orders LIMIT 1"                                       },
    {"a list that shows an old status",             "SEARCH",
     "UPDATE order_summaries SET status = 'canceled' WHERE external_id = 'W-2'"                                                 },
    {"a list that shows another total",             "SEARCH",
     "UPDATE order_summaries SET total = total + 1 WHERE external_id = 'W-2'"                                                   },
    {"a total in no currency",                      "SEARCH",
     "UPDATE order_summaries SET currency = '' WHERE external_id = 'W-2'"                                                       },
    {"an order that no list shows",                 "SEARCH",
     "DELETE FROM order_summaries WHERE external_id = 'W-2'"                                                                    },
    {"an order of lists alone",                     "SEARCH",
     "INSERT INTO order_summaries SELECT search_no + 1000, order_id || 'x', number, channel_id, "
     "external_id, status, fulfillment_status, create_time_us, total, currency FROM "
     "order_summaries WHERE external_id = 'W-2'"                                                                                },
    {"an order that lost its search number",        "SEARCH",
     "UPDATE orders SET search_no = search_no + 1000"                                                                           },
};

void execute(const std::string& path, const char* sql) {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
    CHECK(sqlite3_exec(handle, "PRAGMA ignore_check_constraints=ON", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
    CHECK_MESSAGE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK,
                  sqlite3_errmsg(handle));
    sqlite3_close(handle);
}

}  // namespace

TEST_CASE("verify finds every kind of damage, and nothing in a sound store") {
    for (const Damage& damage : damages) {
        CAPTURE(std::string(damage.what));
        StoreFixture shop;
        Channel web = channel("web");
        web.grace_window_s = 60;
        shop.create(web);
        shop.receive("TEE", "W1", 10);
        REQUIRE(shop.place(OrderRequestBuilder{}.line("TEE", 2).build()));
        REQUIRE(shop.hold("C-1", "TEE", 3));
        shop.receive("JEAN", "W1", 1);
        REQUIRE(shop.place(OrderRequestBuilder{}
                               .external("W-2")
                               .line("JEAN", 3)
                               .on_shortage(OnShortage::backorder)
                               .build()));
        shop.store.reset();
        REQUIRE(storage::verify_sqlite(shop.options.data_dir)->findings.empty());
        execute(shop.options.data_dir + "/oms.db", damage.sql);
        const auto report = storage::verify_sqlite(shop.options.data_dir);
        REQUIRE(report);
        const bool found = std::any_of(
            report->findings.begin(), report->findings.end(),
            [&](const Finding& finding) { return finding.invariant == damage.invariant; });
        CHECK_MESSAGE(found, std::string(damage.invariant));
    }
}

TEST_CASE("constraints of the schema refuse what the domain must never write") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 1);
    REQUIRE(shop.place(OrderRequestBuilder{}.line("TEE", 1).build()));
    shop.store.reset();
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open((shop.options.data_dir + "/oms.db").c_str(), &handle) == SQLITE_OK);
    for (const char* sql : {
             "UPDATE stock SET reserved = 2",  // S3: oversold
             "UPDATE stock SET on_hand = -1",
             "UPDATE reservations SET open = 0",     // S2: a unit vanishes
             "UPDATE order_lines SET canceled = 1",  // L1: a unit twice
             "UPDATE order_lines SET returned = 1",  // R1: nothing was shipped
             "INSERT INTO events SELECT position + 1, event_id, aggregate_type, aggregate_id, "
             "sequence, type, type_version, "
             "time_us, actor, cause, channel_id, location_ids, data, hash FROM events WHERE "
             "position = 1",  // E1
         }) {
        CAPTURE(std::string(sql));
        CHECK((sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) & 0xFF) == SQLITE_CONSTRAINT);
    }
    sqlite3_close(handle);
}
