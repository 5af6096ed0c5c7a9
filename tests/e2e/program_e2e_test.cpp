#include <algorithm>
#include <filesystem>

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "oms/admin/v1/admin_service.pb.h"
#include "tests/e2e/shop.hpp"

// What the program says and does before it serves, and instead of serving.
namespace oms::e2e {
namespace {

namespace admin = oms::admin::v1;

int lines_of(const std::string& text) {
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

// The program must refuse: nothing on standard output, one line on standard error with `words`.
void check_refused(const std::vector<std::string>& line, int exit_code, const std::string& words) {
    const Ended ended = run(line);
    std::string told;
    for (const std::string& word : line)
        told += word + " ";
    INFO(told << "-> " << ended.exit_code << " [" << ended.err << "]");
    CHECK(ended.exit_code == exit_code);
    CHECK(ended.out == "");
    CHECK(lines_of(ended.err) == 1);
    CHECK(ended.err.rfind("omsd: ", 0) == 0);
    CHECK(ended.err.find(words) != std::string::npos);
}

std::vector<std::string> serve(const std::string& data_dir,
                               const std::vector<std::string>& more = {"--listen", "127.0.0.1:0"}) {
    std::vector<std::string> line{omsd_test(), "--data-dir", data_dir};
    line.insert(line.end(), more.begin(), more.end());
    return line;
}

// A folder with some orders, its server stopped. The ids of the orders.
std::vector<std::string> fill(Shop& shop, int count) {
    stock_item(shop.client, "TEE", "W1", 1'000);
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i)
        ids.push_back(place(shop.client, delivery_order("TEE")).order_id());
    return ids;
}

// Runs `sql` on a database file, made when it is not there.
void alter(const std::string& path, const char* sql) {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
    REQUIRE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_close(handle) == SQLITE_OK);
}

Answer back_up(const Client& client, const std::string& name) {
    admin::BackupStoreRequest request;
    request.set_request_id(next_id());
    request.set_name(name);
    return client.call(request);
}

}  // namespace

TEST_CASE("a damaged store is refused with one clear line") {
    Shop shop;
    fill(shop, 30);
    CHECK(shop.server.stop() == 0);
    const std::string whole = read_file(shop.server.data_dir() + "/oms.db");
    REQUIRE(whole.size() > 8'192);
    const auto check = [&](const char* what, const std::string& bytes) {
        INFO(what);
        const TemporaryFolder folder;
        const std::string data_dir = folder.file("data");
        std::filesystem::create_directory(data_dir);
        write_file(data_dir + "/oms.db", bytes);
        check_refused(serve(data_dir), 1, "oms.db");
        check_refused({omsd(), "migrate", "--data-dir", data_dir}, 1, "oms.db");
        check_refused({omsd(), "verify", "--data-dir", data_dir}, 1, "oms.db");
    };
    check("not a database", "This is a letter, not a database. " + std::string(10'000, 'x'));
    check("half a page", whole.substr(0, 100));
    check("the first page only", whole.substr(0, 4'096));
    check("half of it", whole.substr(0, (whole.size() / 8'192) * 4'096));
    std::string flipped = whole;
    flipped[0] = static_cast<char>(~flipped[0]);
    check("another magic", flipped);
    flipped = whole;
    for (std::size_t i = 16; i < 100; ++i)
        flipped[i] = static_cast<char>(~flipped[i]);
    check("a flipped header", flipped);
    flipped = whole;
    for (std::size_t i = 100; i < 300; ++i)
        flipped[i] = static_cast<char>(~flipped[i]);
    check("a flipped schema", flipped);
}

TEST_CASE("damage deep in the store is found by verify, not served in silence") {
    Shop shop;
    fill(shop, 30);
    CHECK(shop.server.stop() == 0);
    const std::string path = shop.server.data_dir() + "/oms.db";
    std::string bytes = read_file(path);
    // One digit of one event, where an attacker would put it.
    const auto at = bytes.find("order.placed");
    REQUIRE(at != std::string::npos);
    bytes[at + 6] = 'P';
    write_file(path, bytes);
    const Ended ended = run({omsd(), "verify", "--data-dir", shop.server.data_dir()});
    INFO(ended.out << ended.err);
    CHECK(ended.exit_code == 1);
    CHECK((ended.out + ended.err).size() > 20);
}

TEST_CASE("a folder that cannot be made or written is refused with one clear line") {
    const TemporaryFolder folder;
    write_file(folder.file("letter"), "not a folder");
    check_refused(serve(folder.file("letter")), 1, "letter");
    check_refused(serve(folder.file("letter/data")), 1, "letter/data");
    check_refused(serve("/proc/data"), 1, "/proc/data");
    check_refused({omsd(), "--data-dir", ""}, 2, "--data-dir");
    check_refused({omsd()}, 2, "--data-dir");
}

TEST_CASE("the server listens where nobody from outside can reach it, or not at all") {
    const TemporaryFolder folder;
    for (const char* const address :
         {"0.0.0.0:7443", "[::]:7443", "192.168.1.10:7443", "localhost:7443", ":7443", "7443",
          "127.0.0.1:99999", "unix:relative.sock", "vsock:1:1"}) {
        check_refused(serve(folder.file("data"), {"--listen", address}), 2, address);
    }
    CHECK(!std::filesystem::exists(folder.file("data")));

    const Server first;
    check_refused(serve(folder.file("data"), {"--listen", first.address()}), 1, first.address());
}

TEST_CASE("a settings file is read whole, and a word it does not know is refused") {
    const TemporaryFolder folder;
    const std::string file = folder.file("omsd.toml");
    const auto refused = [&](const std::string& text, const std::string& words) {
        write_file(file, text);
        check_refused({omsd_test(), "--config", file}, 2, words);
    };
    const std::string data_dir = "data_dir = \"" + folder.file("data") + "\"\n";
    refused(data_dir + "listen_port = 7443\n", "listen_port");
    refused(data_dir + "admin_port = \"many\"\n", "admin_port");
    refused(data_dir + "listen = \"0.0.0.0:1\"\n", "0.0.0.0:1");
    refused(data_dir + "services = [\"orders\", \"weather\"]\n", "weather");
    refused(data_dir + "log_level = \"loud\"\n", "log level");
    refused("data_dir = \n", "line 1");
    check_refused({omsd_test(), "--config", folder.file("none.toml")}, 2, "none.toml");

    write_file(file, "listen = \"0.0.0.0:1\"\nlog_level = \"debug\"\n");
    const Server server({"--config", file});  // flags win over the file
    create_item(Client(server.address()), "TEE");
    CHECK(server.log().find("\"level\":\"debug\"") != std::string::npos);
}

TEST_CASE("migrate makes a store that verify finds sound and a server serves") {
    const TemporaryFolder folder;
    const std::string data_dir = folder.file("new/data");
    for (int i = 0; i < 2; ++i) {
        const Ended migrated = run({omsd(), "migrate", "--data-dir", data_dir});
        CHECK(migrated.exit_code == 0);
        CHECK(migrated.out.rfind("schema version ", 0) == 0);
    }
    const Ended verified = run({omsd(), "verify", "--data-dir", data_dir});
    CHECK(verified.exit_code == 0);
    CHECK(verified.out.rfind("0 findings", 0) == 0);
    CHECK(run({omsd(), "verify", "--data-dir", folder.file("absent")}).exit_code == 1);
    const Ended version = run({omsd(), "version"});
    CHECK(version.exit_code == 0);
    CHECK(lines_of(version.out) == 1);
}

TEST_CASE("a backup of a running server restores to the same orders, byte for byte") {
    Shop shop;
    const auto before = fill(shop, 10);
    const auto report = reply_of<admin::BackupStoreResponse>(back_up(shop.client, "monday.db"));
    CHECK(report.name() == "monday.db");
    CHECK(report.size_bytes() > 0);
    CHECK(back_up(shop.client, "monday.db").reason == "BACKUP_EXISTS");
    for (const char* const name : {"../monday.db", "/tmp/monday.db", "", ".hidden", "a b"})
        CHECK(back_up(shop.client, name).reason == "MALFORMED_REQUEST");
    const std::string later = place(shop.client, delivery_order("TEE")).order_id();

    const std::string backup = shop.server.data_dir() + "/backups/monday.db";
    const TemporaryFolder folder;
    const std::string data_dir = folder.file("data");
    check_refused({omsd(), "restore", "--from", folder.file("nothing.db"), "--data-dir", data_dir},
                  1, "nothing.db");
    const Ended restored = run({omsd(), "restore", "--from", backup, "--data-dir", data_dir});
    INFO(restored.err);
    REQUIRE(restored.exit_code == 0);
    check_refused({omsd(), "restore", "--from", backup, "--data-dir", data_dir}, 1, "never");
    CHECK(run({omsd(), "verify", "--data-dir", data_dir}).exit_code == 0);

    load::ServerProcess process(omsd_test(), data_dir, {});
    const Client client(process.address());
    for (const std::string& id : before) {
        orders::GetOrderRequest request;
        request.set_order_id(id);
        CHECK(client.call(request).bytes == shop.client.call(request).bytes);
    }
    orders::GetOrderRequest request;
    request.set_order_id(later);
    CHECK(client.call(request).reason == "ORDER_NOT_FOUND");
    CHECK(available(client, "TEE") == 990);
    CHECK(client.call(delivery_order("TEE")).ok());
    CHECK(verify_store(client) == "");
}

TEST_CASE("a file that is no backup is not restored, and leaves no store behind") {
    Shop shop;
    fill(shop, 30);
    REQUIRE(back_up(shop.client, "whole.db").ok());
    const std::string whole = read_file(shop.server.data_dir() + "/backups/whole.db");
    const TemporaryFolder folder;
    const std::string file = folder.file("letter");
    const std::string data_dir = folder.file("data");
    const auto check = [&](const char* what) {
        INFO(what);
        check_refused({omsd(), "restore", "--from", file, "--data-dir", data_dir}, 1, "letter");
        CHECK(!std::filesystem::exists(data_dir + "/oms.db"));
    };
    write_file(file, std::string(20'000, 'x'));
    check("no database");
    write_file(file, "");
    check("an empty file");
    write_file(file, whole.substr(0, whole.size() / 2));
    check("half a backup");
    std::filesystem::remove(file);
    alter(file, "CREATE TABLE recipes (name TEXT)");
    check("another program's database");
    std::filesystem::remove(file);
    write_file(file, whole);
    alter(file, "INSERT INTO schema_migrations (number, name) VALUES (9000, 'tomorrow')");
    check("a backup of a newer program");
}

TEST_CASE("verifying a store that is not there says so and makes none") {
    const TemporaryFolder folder;
    const std::string absent = folder.file("nowhere/data");
    check_refused({omsd(), "verify", "--data-dir", absent}, 1, absent + "/oms.db is not there");
    CHECK(!std::filesystem::exists(folder.file("nowhere")));
    check_refused({omsd(), "verify", "--data-dir", folder.path()}, 1, "oms.db is not there");
    CHECK(std::filesystem::is_empty(folder.path()));
    write_file(folder.file("file"), "no folder");
    check_refused({omsd(), "verify", "--data-dir", folder.file("file")}, 1, "is not there");
}

TEST_CASE("another program's database, or a newer program's store, is left alone") {
    Shop shop;
    CHECK(shop.server.stop() == 0);
    alter(shop.server.data_dir() + "/oms.db",
          "INSERT INTO schema_migrations (number, name) VALUES (9000, 'tomorrow')");
    check_refused(serve(shop.server.data_dir()), 1, "use a newer omsd");

    const TemporaryFolder folder;
    alter(folder.file("oms.db"), "CREATE TABLE recipes (name TEXT)");
    check_refused(serve(folder.path()), 1, "another program's database");
    check_refused({omsd(), "migrate", "--data-dir", folder.path()}, 1,
                  "another program's database");
}

}  // namespace oms::e2e
