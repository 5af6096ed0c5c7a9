#include "services/omsd/settings.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "services/omsd/utc_time.hpp"

using namespace oms;
using namespace oms::server;

namespace {

Result<GivenSettings> file_with(const std::string& text) {
    char path[] = "/tmp/comptoir-settings-XXXXXX";
    const int descriptor = mkstemp(path);
    REQUIRE(descriptor >= 0);
    std::ofstream(path) << text;
    auto given = read_settings_file(path);
    std::filesystem::remove(path);
    close(descriptor);
    return given;
}

GivenSettings with_folder() {
    GivenSettings given;
    given.data_dir = "data";
    return given;
}

}  // namespace

TEST_CASE("flags win over the file, and the file over the defaults") {
    const auto file = file_with(
        "data_dir = \"from-file\"\nadmin_port = 9000\nservices = [\"orders\", \"events\"]\n"
        "postal_centroids = \"FR.txt\"\n");
    REQUIRE(file);
    GivenSettings flags;
    flags.admin_port = 9001;
    const auto settings = merge_settings(flags, *file);
    REQUIRE(settings);
    CHECK(settings->data_dir == "from-file");
    CHECK(settings->admin_port == 9001);
    CHECK(settings->services == std::vector<std::string>{"orders", "events"});
    CHECK(settings->listen == "127.0.0.1:7443");
    CHECK(settings->postal_centroids == "FR.txt");
    CHECK(settings->log_level == rpc::LogLevel::info);
    CHECK(merge_settings(with_folder(), {})->services == service_names());
}

TEST_CASE("a settings file with anything unknown is refused") {
    for (const auto* text :
         {"data_dirr = \"x\"", "[listen]\nport = 1", "admin_port = \"1\"", "development = 1",
          "services = \"orders\"", "services = [1]", "listen = 7443", "= 1"}) {
        CAPTURE(text);
        CHECK_FALSE(file_with(text));
    }
    CHECK_FALSE(read_settings_file("/nonexistent/settings.toml"));
}

TEST_CASE("settings that make no sense are refused") {
    CHECK_FALSE(merge_settings({}, {}));
    const auto refused = [](auto change) {
        GivenSettings given = with_folder();
        change(given);
        return !merge_settings(given, {}).has_value();
    };
    CHECK(refused([](GivenSettings& given) { given.admin_port = 65'536; }));
    CHECK(refused([](GivenSettings& given) { given.admin_port = -1; }));
    CHECK(refused(
        [](GivenSettings& given) { given.services = std::vector<std::string>{"billing"}; }));
    CHECK(refused([](GivenSettings& given) { given.services = std::vector<std::string>{}; }));
    CHECK(refused([](GivenSettings& given) { given.log_level = "loud"; }));
    CHECK(refused([](GivenSettings& given) { given.listen = "0.0.0.0:7443"; }));
}

TEST_CASE("a server that follows another one serves routing alone, without a store") {
    const auto follower = [] {
        GivenSettings given;
        given.upstream = "127.0.0.1:7443";
        given.services = std::vector<std::string>{"routing"};
        return given;
    };
    const auto settings = merge_settings(follower(), {});
    REQUIRE(settings);
    CHECK(settings->upstream == "127.0.0.1:7443");
    CHECK(settings->upstream_principal == "replica");
    const auto detail = [&](auto change) {
        GivenSettings given = follower();
        change(given);
        const auto merged = merge_settings(given, {});
        return merged ? std::string() : merged.error().detail;
    };
    CHECK(detail([](GivenSettings& given) { given.data_dir = "data"; }) ==
          "--upstream: a server that follows another one has no --data-dir");
    const std::string alone =
        "--upstream: a server that follows another one serves routing alone: --services=routing";
    CHECK(detail([](GivenSettings& given) { given.services.reset(); }) == alone);
    CHECK(detail([](GivenSettings& given) { given.services->push_back("orders"); }) == alone);
    for (const char* const address : {"", "7443", "10.0.0.1:7443", "127.0.0.1:0", "unix:omsd"}) {
        CAPTURE(address);
        CHECK(detail([&](GivenSettings& given) { given.upstream = address; }) ==
              "--upstream: 127.0.0.1:PORT, [::1]:PORT or unix:/PATH of another omsd");
    }
    CHECK(detail([](GivenSettings& given) { given.upstream = "unix:/run/omsd.sock"; }).empty());
    CHECK(detail([](GivenSettings& given) { given.upstream_principal = " "; }) ==
          "upstream principal: 1 to 64 printable bytes");
    CHECK(detail([](GivenSettings& given) {
              given.upstream.reset();
              given.upstream_principal = "replica-2";
          }) == "upstream principal: only with --upstream");
    // As before: routing from the store.
    GivenSettings stored = with_folder();
    stored.services = std::vector<std::string>{"routing"};
    CHECK(merge_settings(stored, {}));
}

TEST_CASE("the test clock's start is a UTC time") {
    CHECK(to_unix_micros(*parse_utc("1970-01-02T00:00:01Z")) == 86'401'000'000);
    for (const auto* text : {"", "2026-01-31", "2026-02-30T00:00:00Z", "2026-01-31T24:00:00Z",
                             "2026-01-31T09:30:00+01:00"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_utc(text));
    }
}
