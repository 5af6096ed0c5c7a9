#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "tests/architecture/include_rules.hpp"
#include "tests/architecture/source_tree.hpp"

using namespace oms::architecture;

TEST_CASE("every include goes in an allowed direction, and pure folders stay pure") {
    const auto files = files_ending_in({".cpp", ".hpp"});
    REQUIRE_MESSAGE(files.size() > 10, "the sources were not found");
    for (const SourceFile& file : files) {
        for (const std::string& complaint : complaints_about_source(file.path, file.text)) {
            FAIL_CHECK(complaint);
        }
    }
}

TEST_CASE("C++ files end in .cpp and .hpp, so that no rule is dodged by a name") {
    for (const SourceFile& file :
         files_ending_in({".cc", ".cxx", ".h", ".hh", ".hxx", ".ipp", ".inl"})) {
        FAIL_CHECK(file.path);
    }
}

TEST_CASE("a line that breaks a rule is found") {
    struct Example {
        std::string_view file;
        std::string_view line;
    };
    const Example examples[] = {
        {"domain/order.cpp",              "#include \"storage/executor.hpp\""                     },
        {"domain/order.cpp",              "#include \"fulfillment/plan.hpp\""                     },
        {"domain/order.cpp",              "#include \"services/common/status.hpp\""               },
        {"domain/order.cpp",              "#include <oms/orders/v1/order_service.pb.h>"           },
        {"domain/order.cpp",              "#include \"oms/orders/v1/order_service.pb.h\""         },
        {"domain/order.cpp",              "#include <sqlite3.h>"                                  },
        {"domain/order.cpp",              "#include <boost/asio.hpp>"                             },
        {"domain/order.cpp",              "#include <unistd.h>"                                   },
        {"domain/order.cpp",              "#include <nlohmann/json.hpp>"                          },
        {"domain/order.cpp",              "#include <domain/order.hpp>"                           },
        {"domain/order.cpp",              "#include \"order.hpp\""                                },
        {"domain/order.cpp",              "#include \"../domain/order.hpp\""                      },
        {"domain/order.cpp",              "  #  include   <grpcpp/grpcpp.h>"                      },
        {"domain/order.cpp",              "    const auto now = std::chrono::system_clock::now();"},
        {"domain/order.cpp",              "    std::random_device entropy;"                       },
        {"domain/order.cpp",              "    std::thread worker(run);"                          },
        {"fulfillment/plan.cpp",          "#include \"storage/stock_view.hpp\""                   },
        {"fulfillment/plan.cpp",          "#include <google/protobuf/timestamp.pb.h>"             },
        {"fulfillment/plan.cpp",          "    steady_clock::now()"                               },
        {"storage/sqlite/connection.cpp", "#include <grpcpp/server.h>"                            },
        {"storage/sqlite/connection.cpp", "#include \"oms/common/v1/common.pb.h\""                },
        {"storage/sqlite/connection.cpp", "#include \"services/common/status.hpp\""               },
        {"services/orders/place.cpp",     "#include \"storage/executor.hpp\""                     },
        {"services/orders/place.cpp",     "#include \"services/omsd/options.hpp\""                },
        {"services/orders/place.cpp",     "#include <sqlite3.h>"                                  },
        {"services/omsd/main.cpp",        "#include <sqlite3.h>"                                  },
        {"services/omsd_other/main.cpp",  "#include \"storage/executor.hpp\""                     },
        {"tools/oms/main.cpp",            "#include \"storage/executor.hpp\""                     },
        {"tools/oms/main.cpp",            "#include \"services/common/status.hpp\""               },
        {"tools/oms/main.cpp",            "#include \"tests/support/builders.hpp\""               },
        {"tools/oms/main.cpp",            "#include <libpq-fe.h>"                                 },
        {"elsewhere/main.cpp",            "#include <vector>"                                     },
    };
    for (const Example& example : examples) {
        CAPTURE(example.file);
        CAPTURE(example.line);
        CHECK(complaints_about_source(example.file, example.line).size() == 1);
    }
}

TEST_CASE("a line that keeps the rules is left alone") {
    struct Example {
        std::string_view file;
        std::string_view line;
    };
    const Example examples[] = {
        {"domain/order.cpp",              "#include \"domain/order.hpp\""                },
        {"domain/order.cpp",              "#include <vector>"                            },
        {"domain/order.cpp",              "#include <fmt/format.h>"                      },
        {"domain/result.hpp",             "#include <tl/expected.hpp>"                   },
        {"domain/order.cpp",              "// #include \"storage/executor.hpp\""         },
        {"domain/order.cpp",              "// never std::chrono::system_clock::now()"    },
        {"fulfillment/plan.cpp",          "#include \"domain/stock.hpp\""                },
        {"storage/sqlite/connection.cpp", "#include <sqlite3.h>"                         },
        {"storage/sqlite/connection.cpp", "#include \"fulfillment/plan.hpp\""            },
        {"storage/sqlite/connection.cpp", "    std::thread writer(run);"                 },
        {"services/orders/place.cpp",     "#include \"oms/orders/v1/order_service.pb.h\""},
        {"services/orders/place.cpp",     "#include <grpcpp/grpcpp.h>"                   },
        {"services/omsd/main.cpp",        "#include \"storage/executor.hpp\""            },
        {"tools/oms/main.cpp",            "#include <google/protobuf/util/json_util.h>"  },
        {"tools/bench/raw_store.cpp",     "#include <sqlite3.h>"                         },
        {"tools/bench/raw_store.cpp",     "#include \"storage/sqlite/connection.hpp\""   },
        {"tests/storage/order_test.cpp",  "#include \"storage/sqlite/connection.hpp\""   },
    };
    for (const Example& example : examples) {
        CAPTURE(example.file);
        CAPTURE(example.line);
        CHECK(complaints_about_source(example.file, example.line).empty());
    }
}

TEST_CASE("a complaint names file, line and reason") {
    const auto complaints =
        complaints_about_source("domain/a.cpp", "#include <vector>\n#include \"storage/b.hpp\"\n");
    REQUIRE(complaints.size() == 1);
    CHECK(complaints[0] == "domain/a.cpp:2: domain may not include \"storage/b.hpp\"");
}

TEST_CASE("every folder says what it is for") {
    for (const std::string_view folder : folders) {
        CAPTURE(folder);
        CHECK(has_text(std::string(folder) + "/README.md"));
    }
    CHECK_FALSE(has_text("no_such_folder/README.md"));
}

TEST_CASE("no source file marks unfinished work") {
    for (const SourceFile& file : files_ending_in({".cpp", ".hpp", ".proto", ".sql", ".cmake",
                                                   "CMakeLists.txt", ".mjs", ".py", ".sh"})) {
        std::istringstream lines(file.text);
        int number = 0;
        for (std::string line; std::getline(lines, line);) {
            ++number;
            CHECK_MESSAGE(!marks_unfinished_work(line), file.path << ":" << number);
        }
    }
}

TEST_CASE("a mark of unfinished work is found") {
    const std::string first = "TO";
    const std::string second = "FIX";
    CHECK(marks_unfinished_work("// " + first + "DO: later"));
    CHECK(marks_unfinished_work("# " + second + "ME"));
    CHECK_FALSE(
        marks_unfinished_work("int TO"
                              "DOS = 1;"));
}
