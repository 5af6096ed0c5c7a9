#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>
#include <zlib.h>

#include "tools/replay/csv.hpp"
#include "tools/replay/demand.hpp"
#include "tools/replay/hash.hpp"
#include "tools/replay/retail.hpp"

using namespace oms::replay;

namespace {

SourceRow row(const std::string& invoice, const std::string& code, std::int64_t quantity,
              std::int64_t price_mills) {
    return {invoice, code, "THING ", quantity, price_mills, "17850", "United Kingdom"};
}

// A file that is gone at the end of the test.
struct TemporaryFile {
    std::string path = std::filesystem::temp_directory_path() /
                       ("replay_test_" + std::to_string(::getpid()) + ".csv");
    ~TemporaryFile() { std::filesystem::remove(path); }
};

std::vector<SourceRow> mixed_prices() {
    return {row("536544", "21218", 2, 3'750), row("536544", "22844", 1, 16'980),
            row("536544", "21218", 1, 8'470), row("536544", "21218", 1, 2'000)};
}

}  // namespace

TEST_CASE("the hash gives the check values of the data set") {
    CHECK(hash("cust:17850") == 0x9f1da3ee98ea5ad7ULL);
    CHECK(hash("cust:13047") == 0x61ddcd579df9580cULL);
    CHECK(hash("sub:536365:0") == 0x274daa45b8d39c71ULL);
    CHECK(hash("len:536365:0") % 1000 == 680);
}

TEST_CASE("fields in quotes keep commas and quotes") {
    CHECK(split_csv(R"(536477,22041,"RECORD FRAME 7"" SINGLE SIZE ",48,)") ==
          std::vector<std::string>{"536477", "22041", "RECORD FRAME 7\" SINGLE SIZE ", "48", ""});
    CHECK(split_csv(R"("Hatfield, Hertfordshire",1)") ==
          std::vector<std::string>{"Hatfield, Hertfordshire", "1"});
}

TEST_CASE("a table is read plain or compressed, and refused with file and line") {
    TemporaryFile file;
    const auto read_all = [&] {
        CsvFile table(file.path, "name,price");
        std::vector<std::string> fields;
        std::int64_t sum = 0;
        while (table.next(fields))
            sum += table.number(fields[1], 3);
        return sum;
    };
    SUBCASE("plain") {
        std::ofstream(file.path) << "name,price\na,2.55\nb,-1.005\nc,3";
        CHECK(read_all() == 2'550 - 1'005 + 3'000);
    }
    SUBCASE("gzip") {
        gzFile out = gzopen(file.path.c_str(), "wb");
        gzputs(out, "name,price\na,0.001\n");
        gzclose(out);
        CHECK(read_all() == 1);
    }
    SUBCASE("another header") {
        std::ofstream(file.path) << "name,cost\n";
        CHECK_THROWS_AS(read_all(), std::runtime_error);
    }
    SUBCASE("a field too many") {
        std::ofstream(file.path) << "name,price\na,1,2\n";
        CHECK_THROWS_WITH(read_all(), (file.path + ", line 2: 3 fields instead of 2").c_str());
    }
    SUBCASE("not a number") {
        for (const char* text : {"x", "", "1.2345", "1 ", "--1", "1.-5"}) {
            CAPTURE(text);
            std::ofstream(file.path) << "name,price\na," << text << "\n";
            CHECK_THROWS_AS(read_all(), std::runtime_error);
        }
    }
}

TEST_CASE("only goods that were sold become orders") {
    const Retail retail =
        clean({row("536365", "85123A", 6, 2'550), row("C536365", "85123A", -6, 2'550),
               row("A563185", "12345", 1, 11'062'060), row("536366", "POST", 1, 18'000),
               row("536366", "85123A", -3, 2'550), row("536366", "85123A", 3, 0),
               row("536367", "1234", 3, 1'000), row("536368", "gift_0001_20", 1, 1'000)});
    CHECK(retail.file_rows == 8);
    CHECK(retail.file_units == 6);
    REQUIRE(retail.invoices.size() == 1);
    CHECK(retail.invoices[0].number == "536365");
    CHECK(retail.totals == Totals{1, 1, 6, 1'530});
    REQUIRE(retail.items.size() == 1);
    CHECK(retail.items[0].price == 255);
}

TEST_CASE("rows of one SKU in one invoice are one line that costs what they cost") {
    const Retail retail = clean(mixed_prices());
    CHECK(retail.totals == Totals{1, 2, 5, 750 + 1'698 + 847 + 200});
    REQUIRE(retail.invoices.size() == 1);
    const Invoice& invoice = retail.invoices[0];
    CHECK(invoice.source_money == retail.totals.money);
    REQUIRE(invoice.lines.size() == 2);
    // 4 units at the highest price, less what that is too much.
    CHECK(invoice.lines[0] == InvoiceLine{0, 4, 847, 4 * 847 - (750 + 847 + 200)});
    CHECK(invoice.lines[1] == InvoiceLine{1, 1, 1'698, 0});
    std::int64_t money = 0;
    for (const InvoiceLine& line : invoice.lines)
        money += line.units * line.unit_price - line.discount;
    CHECK(money == invoice.source_money);
}

TEST_CASE("SKUs that differ in case are different, and a price of half a penny is refused") {
    CHECK(clean({row("1", "85099B", 1, 1'000), row("1", "85099b", 1, 1'000)}).items.size() == 2);
    CHECK_THROWS_AS(clean({row("1", "85099B", 1, 1'005)}), std::runtime_error);
    SourceRow other = row("1", "85099B", 1, 1'000);
    other.customer_id = "1";
    CHECK_THROWS_AS(clean({row("1", "85099B", 1, 1'000), other}), std::runtime_error);
}

TEST_CASE("a raw order is its invoice") {
    const Retail retail = clean(mixed_prices());
    const auto orders = orders_of(retail, Profile::raw, "replay");
    REQUIRE(orders.size() == 1);
    CHECK(orders[0].external_id == "536544");
    CHECK(orders[0].person == "cust:17850");
    CHECK(totals_of(orders) == retail.totals);
    CHECK(demand_of(orders, 2) == std::vector<std::int64_t>{4, 1});
}

TEST_CASE("a consumer order's length has the published shares, to the last draw") {
    constexpr std::array<std::uint64_t, 10> shares{520, 210, 100, 60, 40, 20, 20, 10, 10, 10};
    for (std::size_t k = 0; k < 20'000; ++k) {
        std::uint64_t draw = hash("len:536365:" + std::to_string(k)) % 1000;
        std::size_t length = 1;
        for (; draw >= shares[length - 1]; ++length)
            draw -= shares[length - 1];
        CAPTURE(k);
        REQUIRE(length_of_cut("536365", k) == length);
    }
}

TEST_CASE("an invoice is cut into consumer orders of one to ten lines") {
    // The published draw is 680 of 1,000.
    CHECK(length_of_cut("536365", 0) == 2);
    std::vector<SourceRow> rows;
    for (int i = 0; i < 300; ++i)
        rows.push_back(row("536365", std::to_string(10'000 + i), 7, 1'000));
    rows.push_back({"536366", "10000", "THING", 1, 1'000, "", "France"});
    const auto orders = orders_of(clean(rows), Profile::consumer, "replay");
    std::size_t lines = 0;
    std::array<int, 7> by_units{};
    for (std::size_t k = 0; k < orders.size(); ++k) {
        CHECK(orders[k].external_id == "536365-" + std::to_string(k));
        CHECK(orders[k].person == "sub:536365:" + std::to_string(k));
        CHECK(orders[k].lines.size() <= length_of_cut("536365", k));
        CHECK(orders[k].money == orders[k].units * 100);
        for (const InvoiceLine& line : orders[k].lines) {
            CHECK(line.item == lines++);
            REQUIRE(line.units >= 1);
            REQUIRE(line.units <= 6);
            ++by_units[static_cast<std::size_t>(line.units)];
        }
    }
    CHECK(lines == 300);
    CHECK(by_units[1] > 200);
    CHECK(by_units[2] > by_units[3]);
    CHECK(demand_of(orders, 300) != demand_of(orders_of(clean(rows), Profile::consumer, "x"), 300));
}

TEST_CASE("a slice is the first orders, with the largest of all at its end when asked") {
    std::vector<ReplayOrder> all(5);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].external_id = std::to_string(i);
        all[i].lines.resize(i == 3 ? 9 : 1);
    }
    const auto ids = [&](std::size_t limit, bool largest) {
        std::vector<ReplayOrder> orders = all;
        keep_first(orders, limit, largest);
        std::string text;
        for (const ReplayOrder& order : orders)
            text += order.external_id;
        return text;
    };
    CHECK(ids(0, true) == "01234");
    CHECK(ids(9, true) == "01234");
    CHECK(ids(2, false) == "01");
    CHECK(ids(2, true) == "03");
    CHECK(ids(4, true) == "0123");
}
