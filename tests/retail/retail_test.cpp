#include "tools/retail/retail.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>
#include <zlib.h>

#include "tools/retail/choice.hpp"
#include "tools/retail/consumer_cut.hpp"
#include "tools/retail/csv.hpp"
#include "tools/retail/places.hpp"

using namespace oms::retail;

namespace {

SourceRow row(const std::string& invoice, const std::string& code, std::int64_t quantity,
              std::int64_t price_mills) {
    return {invoice, code, "THING ", quantity, price_mills, "17850", "United Kingdom"};
}

// A file that is gone at the end of the test.
struct TemporaryFile {
    std::string path = std::filesystem::temp_directory_path() /
                       ("retail_test_" + std::to_string(::getpid()) + ".csv");
    ~TemporaryFile() { std::filesystem::remove(path); }
};

struct TemporaryFolder {
    std::filesystem::path path = std::filesystem::temp_directory_path() /
                                 ("retail_test_folder_" + std::to_string(::getpid()));
    TemporaryFolder() { std::filesystem::create_directories(path); }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

std::vector<SourceRow> mixed_prices() {
    return {row("536544", "21218", 2, 3'750), row("536544", "22844", 1, 16'980),
            row("536544", "21218", 1, 8'470), row("536544", "21218", 1, 2'000)};
}

}  // namespace

TEST_CASE("choices have the check values of the data set") {
    CHECK(choice("cust:17850") == 0x9f1da3ee98ea5ad7ULL);
    CHECK(choice("cust:13047") == 0x61ddcd579df9580cULL);
    CHECK(choice("sub:536365:0") == 0x274daa45b8d39c71ULL);
    CHECK(per_mille("len:536365:0") == 680);
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

TEST_CASE("a consumer order's length has the published shares, to the last draw") {
    constexpr std::array<std::uint64_t, 10> shares{520, 210, 100, 60, 40, 20, 20, 10, 10, 10};
    for (std::size_t k = 0; k < 20'000; ++k) {
        std::uint64_t draw = choice("len:536365:" + std::to_string(k)) % 1000;
        std::size_t length = 1;
        for (; draw >= shares[length - 1]; ++length)
            draw -= shares[length - 1];
        CAPTURE(k);
        REQUIRE(length_of_cut("536365", k) == length);
    }
}

TEST_CASE("a district is picked by its share of the population") {
    const Districts where({
        {"AB10", 10, {57, -2}},
        {"AB11", 0,  {1, 1}  },
        {"ZE1",  30, {60, -1}}
    });
    int to_the_larger = 0;
    for (int i = 0; i < 400; ++i) {
        const District& district = where.pick("guest:" + std::to_string(i));
        REQUIRE(district.population > 0);
        to_the_larger += district.outcode == "ZE1" ? 1 : 0;
    }
    CHECK(to_the_larger > 260);
    CHECK(to_the_larger < 340);
    CHECK(where.at("AB11").centroid == Point{1, 1});
    CHECK_THROWS_AS(where.at("AB12"), std::runtime_error);
    CHECK_THROWS_AS(Districts({}), std::runtime_error);
}

TEST_CASE("shops come in the order of their draws, logistics parks in the suggested one") {
    TemporaryFolder folder;
    std::ofstream(folder.path / "gb_stores.csv")
        << "store_id,retailer,town,lat,lon,nearest_outcode,km_to_outcode_centroid\n"
        << "1,Aldi,Aberdeen,57.14863,-2.08173,AB11,1.46\n2,Lidl,\"St. Helier, "
           "Jersey\",49.2,-2.1,,\n";
    const auto stores = read_stores(folder.path);
    REQUIRE(stores.size() == 2);
    const std::size_t first = choice("store:1") < choice("store:2") ? 0 : 1;
    CHECK(stores[first].id == "1");
    CHECK(stores[first].name == "Aldi Aberdeen");
    CHECK(stores[first].position == Point{57'148'630, -2'081'730});
    CHECK(stores[1 - first].name == "Lidl St. Helier, Jersey");
    CHECK(stores[1 - first].outcode.empty());
    std::string parks = "warehouse_id,name,outcode,lat,lon\n";
    for (const char* id : {"WH21", "WH17", "WH16", "WH12", "WH11", "WH08", "WH06", "WH03", "WH02"})
        parks += std::string(id) + ",A park,NN6,52.3,-0.9\n";
    std::ofstream(folder.path / "gb_warehouses.csv") << parks;
    std::string ids;
    for (const Building& park : read_warehouses(folder.path))
        ids += park.id + " ";
    CHECK(ids == "WH02 WH08 WH12 WH16 WH06 WH17 WH21 WH11 ");
    std::ofstream(folder.path / "gb_warehouses.csv") << parks.substr(0, parks.rfind("WH02"));
    CHECK_THROWS_AS(read_warehouses(folder.path), std::runtime_error);
}
