#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <google/protobuf/descriptor.h>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"
#include "tools/oms/import_progress.hpp"
#include "tools/oms/import_rows.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::Terminal;
namespace catalog = oms::catalog::v1;

namespace {

const std::string corpus = OMS_IMPORT_CORPUS;
const std::string headings = "channel_id,name,type,brand,grace_window_s,duplicate_window_s\n";

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string channels(int count) {
    std::string text = headings;
    for (int i = 0; i < count; ++i)
        text += "c" + std::to_string(i) + ",Name,web,Brand,,\n";
    return text;
}

// A terminal whose standard input is the file.
struct Importer {
    Importer() {
        terminal.variables["OMS_SERVER"] = server.address();
        server.import_channels = [this](const auto& request, auto& response) {
            requests.push_back(request);
            response.set_created(request.rows_size());
            return grpc::Status::OK;
        };
    }
    ExitCode run(std::string text, std::vector<std::string> more = {}) {
        terminal.input = std::move(text);
        std::vector<std::string> line{"channel", "import", "-"};
        line.insert(line.end(), more.begin(), more.end());
        return terminal.run(line);
    }
    FakeServer server;
    Terminal terminal;
    std::vector<catalog::ImportChannelsRequest> requests;
};

// The fields of a message that callers give and that a file of that kind cannot fill.
std::vector<std::string> unfilled(const google::protobuf::Message& row) {
    std::vector<std::string> names;
    const auto& type = *row.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
        const auto& field = *type.field(i);
        const bool is_output = field.name() == "etag" || field.name() == "create_time" ||
                               field.name() == "update_time" || field.name() == "closure";
        const bool has = field.is_repeated() ? row.GetReflection()->FieldSize(row, &field) > 0
                                             : row.GetReflection()->HasField(row, &field);
        if (!is_output && !has) names.push_back(field.name());
    }
    return names;
}

template <class Kind>
std::vector<std::string> unfilled_by(const std::map<std::string, std::string>& cells) {
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (const ImportColumn& column : Kind::columns()) {
        names.push_back(column.name);
        const auto found = cells.find(column.name);
        values.push_back(found == cells.end() ? "1" : found->second);
    }
    ImportTable table(csv_line(names) + csv_line(values), Kind::columns());
    REQUIRE(table.rows().size() == 1);
    RowReader reader(table, table.rows()[0]);
    const auto row = Kind::read(reader);
    for (const ImportProblem& problem : table.problems())
        FAIL_CHECK(problem.where() << ": " << problem.reason);
    return unfilled(row);
}

}  // namespace

TEST_CASE("all rows are checked in chunks of 500 before the first is sent for real") {
    Importer importer;
    CHECK(importer.run(channels(1'001)) == ExitCode::ok);
    REQUIRE(importer.requests.size() == 6);
    std::set<std::string> ids;
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(importer.requests[i].validate_only() == (i < 3));
        CHECK(importer.requests[i].rows_size() == (i % 3 == 2 ? 1 : 500));
        CHECK(importer.requests[i].import_id() == importer.requests[0].import_id());
        CHECK(importer.requests[i].request_id().size() <= 64);
        ids.insert(importer.requests[i].request_id());
    }
    CHECK(ids.size() == 6);
    CHECK(contains(importer.terminal.out(), "created    1001\n"));
}

TEST_CASE("the same file has the same import id, another file has another") {
    Importer importer;
    for (const int count : {1, 1, 2})
        CHECK(importer.run(channels(count), {"--dry-run"}) == ExitCode::ok);
    REQUIRE(importer.requests.size() == 3);
    CHECK(importer.requests[0].import_id() == importer.requests[1].import_id());
    CHECK(importer.requests[0].import_id() != importer.requests[2].import_id());
}

TEST_CASE("a dry run only checks, and says what would be done") {
    Importer importer;
    CHECK(importer.run(channels(2), {"--dry-run"}) == ExitCode::ok);
    REQUIRE(importer.requests.size() == 1);
    CHECK(importer.requests[0].validate_only());
    CHECK(contains(importer.terminal.out(), "to create  2\n"));
    CHECK(contains(importer.terminal.err(), "dry run: nothing was changed"));
}

TEST_CASE("a chunk that changes nothing is not sent for real") {
    Importer importer;
    importer.server.import_channels = [&](const auto& request, auto& response) {
        importer.requests.push_back(request);
        response.set_unchanged(request.rows_size());
        return grpc::Status::OK;
    };
    CHECK(importer.run(channels(3)) == ExitCode::ok);
    CHECK(importer.requests.size() == 1);
    CHECK(contains(importer.terminal.out(), "unchanged  3\n"));
}

TEST_CASE("what the server finds is told with its row in the file, beside what the file shows") {
    Importer importer;
    importer.server.import_channels = [](const auto& request, auto& response) {
        CHECK(request.validate_only());
        auto& problem = *response.add_problems();
        problem.set_row(1);
        problem.set_field("channel_id");
        problem.set_description("outside your channels");
        return grpc::Status::OK;
    };
    CHECK(importer.run(headings + "a,A,web,B,,\nb,B,bad,B,,\n\nc,C,web,B,,\n") == ExitCode::usage);
    CHECK(contains(importer.terminal.err(), "2 problems in -; nothing was imported"));
    CHECK(contains(importer.terminal.err(), "  row 3, column type: 'bad' is none of "));
    CHECK(contains(importer.terminal.err(), "  row 5, column channel_id: outside your channels\n"));
}

TEST_CASE("a server that is busy for a moment is asked again, under the same request id") {
    Importer importer;
    int calls = 0;
    importer.server.import_channels = [&](const auto& request, auto& response) {
        importer.requests.push_back(request);
        if (++calls == 2)
            return oms::cli::testing::refusal(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy",
                                              "OVERLOADED");
        response.set_created(request.rows_size());
        return grpc::Status::OK;
    };
    CHECK(importer.run(channels(1)) == ExitCode::ok);
    REQUIRE(importer.requests.size() == 3);
    CHECK(importer.requests[1].request_id() == importer.requests[2].request_id());
}

TEST_CASE("an import that is stopped tells how far it came") {
    Importer importer;
    importer.server.import_channels = [&](const auto& request, auto& response) {
        const bool second = request.rows(0).channel_id() == "c500";
        if (!request.validate_only() && second)
            return oms::cli::testing::refusal(grpc::StatusCode::INTERNAL, "a fault", "INTERNAL");
        response.set_created(request.rows_size());
        return grpc::Status::OK;
    };
    CHECK(importer.run(channels(700)) == ExitCode::fault);
    CHECK(contains(importer.terminal.err(), "500 of 700 rows were imported"));
}

TEST_CASE("an import id of one's own names the requests; a request id makes no sense") {
    Importer importer;
    CHECK(importer.run(channels(1), {"--import-id", "spring"}) == ExitCode::ok);
    REQUIRE(importer.requests.size() == 2);
    CHECK(importer.requests[1].request_id() == "spring.0");
    CHECK(importer.run(channels(1), {"--import-id", std::string(41, 'x')}) == ExitCode::usage);
    CHECK(importer.run(channels(1), {"--request-id", "r"}) == ExitCode::usage);
    CHECK(importer.requests.size() == 2);
}

TEST_CASE("the summary as JSON is for scripts") {
    Importer importer;
    CHECK(importer.run(channels(1), {"-o", "json"}) == ExitCode::ok);
    CHECK(contains(importer.terminal.out(), "\"created\": 1"));
    CHECK(importer.run(headings + "a,A,bad,B,,\n", {"-o", "json"}) == ExitCode::usage);
    CHECK(contains(importer.terminal.err(), "\"reason\":\"BAD_FILE\""));
}

TEST_CASE("progress tells rate and remaining time") {
    CHECK(progress_text("checked", 500, 2'000, std::chrono::milliseconds(250)) ==
          "checked 500 of 2000 rows, 2000 rows/s, 1 s left");
    CHECK(progress_text("checked", 0, 2'000, std::chrono::milliseconds(0)) ==
          "checked 0 of 2000 rows, 0 rows/s, 0 s left");
    Importer importer;
    importer.terminal.environment.err_is_terminal = true;
    CHECK(importer.run(channels(2)) == ExitCode::ok);
    CHECK(contains(importer.terminal.err(), "imported 2 of 2 rows, "));
}

TEST_CASE("a snapshot is as old as its file, unless told otherwise") {
    Importer importer;
    std::vector<oms::inventory::v1::ImportStockRequest> seen;
    importer.server.import_stock = [&](const auto& request, auto& response) {
        seen.push_back(request);
        response.set_unchanged(request.rows_size());
        return grpc::Status::OK;
    };
    const std::string file = corpus + "/stock-good.csv";
    CHECK(importer.terminal.run({"stock", "import", file, "--as-of", "2026-03-03T08:00:00+01:00",
                                 "--source", "wms"}) == ExitCode::ok);
    // Though nothing changes, the server takes note of the snapshot's time.
    REQUIRE(seen.size() == 2);
    CHECK_FALSE(seen[1].validate_only());
    CHECK(seen[1].as_of().seconds() == 1'772'521'200);
    CHECK(seen[1].source() == "wms");
    importer.terminal.input = "sku,location_id,on_hand\nTEE,W1,5\n";
    const std::size_t asked = seen.size();
    CHECK(importer.terminal.run({"stock", "import", "-"}) == ExitCode::usage);
    CHECK(contains(importer.terminal.err(), "--as-of is needed"));
    CHECK(seen.size() == asked);
    CHECK(importer.terminal.run({"stock", "import", "-", "--as-of", "2026-03-03T08:00:00+01:00"}) ==
          ExitCode::ok);
    CHECK(seen.back().source() == "cli");
    // The file is newer than this terminal's clock.
    CHECK(importer.terminal.run({"stock", "import", file}) == ExitCode::ok);
    CHECK(seen.back().as_of().seconds() == 1'772'528'400);
}

TEST_CASE("the report of problems never takes the place of the file") {
    Importer importer;
    const std::string file = corpus + "/channels-bad.csv";
    CHECK(importer.terminal.run({"channel", "import", file, "--errors", file}) == ExitCode::usage);
    CHECK(contains(importer.terminal.err(), "that is the file to import"));
}

TEST_CASE("a file says everything of a row: no field is lost for want of a column") {
    CHECK(unfilled_by<ItemImport>({
              {"gtin",           "4006381333931"},
              {"handling_class", "fragile"      }
    }) ==
          std::vector<std::string>{});
    CHECK(unfilled_by<LocationImport>({
              {"type",         "store"            },
              {"gln",          "4012345000009"    },
              {"time_zone",    "Europe/Paris"     },
              {"capabilities", "ship"             },
              {"country_code", "FR"               },
              {"position",     "48.8,2.3"         },
              {"mon",          "10:00-20:00"      },
              {"tue",          ""                 },
              {"wed",          ""                 },
              {"thu",          ""                 },
              {"fri",          ""                 },
              {"sat",          ""                 },
              {"sun",          "closed"           },
              {"exceptions",   "2026-12-25 closed"},
              {"release",      "in-waves"         }
    }) == std::vector<std::string>{});
    CHECK(unfilled_by<ChannelImport>({
              {"type", "app"}
    }) == std::vector<std::string>{});
    CHECK(unfilled_by<StockImport>({}) == std::vector<std::string>{});
}

TEST_CASE("what is exported cannot run in a spreadsheet") {
    CHECK(csv_line({"=1+1", "+1", "-1", "@a", "\ta", "a\"b", "a"}) ==
          "\"'=1+1\",\"'+1\",\"'-1\",\"'@a\",\"'\ta\",\"a\"\"b\",\"a\"\r\n");
}

TEST_CASE("a list goes through the pages up to its limit") {
    Importer importer;
    std::vector<catalog::ListItemsRequest> seen;
    importer.server.list_items = [&](const auto& request, auto& response) {
        seen.push_back(request);
        for (int i = 0; i < request.page_size(); ++i)
            response.add_items()->set_sku("I" + std::to_string(seen.size()));
        response.set_next_page_token("t" + std::to_string(seen.size()));
        return grpc::Status::OK;
    };
    CHECK(importer.terminal.run({"item", "list", "--limit", "250", "--from", "t0"}) ==
          ExitCode::ok);
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].page_token() == "t0");
    CHECK(seen[1].page_token() == "t1");
    CHECK(seen[1].page_size() == 50);
    CHECK(contains(importer.terminal.err(), "more: --from t2"));
}

TEST_CASE("stock verify shows what concerns stock, row by row") {
    Importer importer;
    importer.server.verify_store = [](const auto&, auto& response) {
        const auto add = [&](const char* invariant, const char* subject) {
            auto& finding = *response.add_findings();
            finding.set_invariant(invariant);
            finding.set_subject(subject);
            finding.set_description("on hand 6, ledger 5");
        };
        add("S1", "TEE@W1");
        add("E5", "ord_1");
        return grpc::Status::OK;
    };
    CHECK(importer.terminal.run({"stock", "verify"}) == ExitCode::refused);
    CHECK(contains(importer.terminal.out(), "S1         TEE@W1  on hand 6, ledger 5\n"));
    CHECK_FALSE(contains(importer.terminal.out(), "ord_1"));
}
