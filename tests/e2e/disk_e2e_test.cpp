#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <grpcpp/support/status_code_enum.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "oms/admin/v1/admin_service.pb.h"
#include "tests/e2e/shop.hpp"

// Disks that are full or cannot be written: small file systems that only this process and the
// servers it starts can see. That takes the right to mount; without it these tests are skipped.
namespace oms::e2e {
namespace {

// A file system of `megabytes` at a folder of its own.
class SmallDisk {
public:
    explicit SmallDisk(int megabytes) {
        const std::string options = "mode=0700,size=" + std::to_string(megabytes) + "m";
        mounted_ = has_own_mounts() &&
                   ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, options.c_str()) == 0;
        if (!mounted_)
            MESSAGE("SKIPPED, NOTHING SHOWN: no file system can be mounted here ("
                    << std::strerror(errno) << "); run it as root");
    }
    ~SmallDisk() {
        if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool mounted() const { return mounted_; }
    std::string data_dir() const { return folder_.file("data"); }
    std::string ballast() const { return folder_.file("ballast"); }
    // Takes all the room that is left.
    void fill() const {
        const int file = ::open(ballast().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        const std::string block(4'096, 'b');
        while (::write(file, block.data(), block.size()) > 0) {
        }
        ::close(file);
    }
    void free() const { std::filesystem::remove(ballast()); }
    void make_read_only() const {
        REQUIRE(::mount("tmpfs", folder_.path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY,
                        nullptr) == 0);
    }

private:
    // Mounts made from here on are this process's own.
    static bool has_own_mounts() {
        static const bool own = ::unshare(CLONE_NEWNS) == 0 &&
                                ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
        return own;
    }

    TemporaryFolder folder_;
    bool mounted_ = false;
};

// More orders than any of these disks has room for.
constexpr std::size_t far_too_many = 20'000;

// Places orders until one is refused; their ids. The refusal comes last, if it comes.
std::vector<std::string> sell_until_refused(const Client& client, Answer& refusal) {
    std::vector<std::string> ids;
    while (ids.size() < far_too_many) {
        orders::PlaceOrderRequest order = delivery_order("TEE");
        order.set_note(std::string(1'500, 'n'));
        refusal = client.call(order);
        if (!refusal.ok()) return ids;
        ids.push_back(reply_of<orders::PlaceOrderResponse>(refusal).order().order_id());
    }
    return ids;
}

}  // namespace

TEST_CASE("a full disk refuses what would be written, shows what is there, and heals by itself") {
    const SmallDisk disk(24);
    if (!disk.mounted()) return;
    load::ServerProcess server(omsd_test(), disk.data_dir(), {});
    const Client client(server.address());
    create_network(client);
    stock_item(client, "TEE", "W1", 1'000'000);
    std::vector<std::string> placed;
    for (int round = 0; round < 3; ++round) {
        INFO("round " << round);
        placed.push_back(place(client, delivery_order("TEE")).order_id());
        disk.fill();
        Answer refusal;
        const auto more = sell_until_refused(client, refusal);
        placed.insert(placed.end(), more.begin(), more.end());
        INFO(refusal.text());
        CHECK(refusal.code == grpc::StatusCode::RESOURCE_EXHAUSTED);
        CHECK(refusal.reason == "DISK_FULL");
        CHECK(refusal.message.find(disk.data_dir()) == std::string::npos);
        for (const std::string& id : placed)
            REQUIRE(get_order(client, id).order_id() == id);
        CHECK(available(client, "TEE") == 1'000'000 - static_cast<std::int64_t>(placed.size()));
        oms::admin::v1::BackupStoreRequest backup;
        backup.set_request_id(next_id());
        backup.set_name(next_id("backup"));
        CHECK(client.call(backup).reason == "DISK_FULL");
        disk.free();
    }
    placed.push_back(place(client, delivery_order("TEE")).order_id());
    CHECK(verify_store(client) == "");
    server.kill();

    load::ServerProcess again(omsd_test(), disk.data_dir(), {});
    const Client later(again.address());
    for (const std::string& id : placed)
        REQUIRE(get_order(later, id).order_id() == id);
    CHECK(available(later, "TEE") == 1'000'000 - static_cast<std::int64_t>(placed.size()));
    CHECK(verify_store(later) == "");
    CHECK(again.stop() == 0);
}

TEST_CASE("a disk that fills under many callers acknowledges nothing that it does not keep") {
    const SmallDisk disk(6);
    if (!disk.mounted()) return;
    std::vector<std::vector<std::string>> placed(8);
    {
        load::ServerProcess server(omsd_test(), disk.data_dir(), {});
        const Client client(server.address());
        create_network(client);
        stock_item(client, "TEE", "W1", 1'000'000);
        std::vector<Answer> refusals(placed.size());
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < placed.size(); ++i) {
            threads.emplace_back(
                [&, i] { placed[i] = sell_until_refused(Client(server.address()), refusals[i]); });
        }
        for (std::thread& thread : threads)
            thread.join();
        for (const Answer& refusal : refusals) {
            INFO(refusal.text());
            CHECK(refusal.reason == "DISK_FULL");
        }
        server.kill();
    }
    // A little room, as a start needs some.
    REQUIRE(::mount("tmpfs", std::filesystem::path(disk.data_dir()).parent_path().c_str(), "tmpfs",
                    MS_REMOUNT, "size=32m") == 0);
    load::ServerProcess again(omsd_test(), disk.data_dir(), {});
    const Client client(again.address());
    std::int64_t count = 0;
    for (const auto& own : placed) {
        for (const std::string& id : own)
            REQUIRE(get_order(client, id).order_id() == id);
        count += static_cast<std::int64_t>(own.size());
    }
    CHECK(count > 0);
    CHECK(available(client, "TEE") == 1'000'000 - count);
    CHECK(verify_store(client) == "");
}

TEST_CASE("a disk that cannot be written, or has no room at all, is refused with one line") {
    const SmallDisk disk(8);
    if (!disk.mounted()) return;
    const auto refused = [&](const char* what) {
        const Ended ended =
            run({omsd_test(), "--data-dir", disk.data_dir(), "--listen", "127.0.0.1:0"});
        INFO(what << " " << ended.exit_code << " [" << ended.err << "]");
        CHECK(ended.exit_code == 1);
        CHECK(ended.out == "");
        CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
        CHECK(ended.err.find(disk.data_dir()) != std::string::npos);
    };
    disk.fill();
    refused("no room for a new store");
    disk.free();
    std::filesystem::remove_all(disk.data_dir());
    {
        load::ServerProcess server(omsd_test(), disk.data_dir(), {});
        create_network(Client(server.address()));
        CHECK(server.stop() == 0);
    }
    disk.make_read_only();
    refused("read only");
}

}  // namespace oms::e2e
