#pragma once

#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include "domain/time.hpp"
#include "fulfillment/nearest_first.hpp"
#include "services/inventory/cart_holds.hpp"
#include "services/inventory/receipts.hpp"
#include "services/orders/annotate_order.hpp"
#include "services/orders/cancel_order.hpp"
#include "services/orders/order_holds.hpp"
#include "storage/store.hpp"
#include "tests/support/builders.hpp"

namespace oms::testing {

// Moves only when told.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Timestamp start = noon) : now_us_(to_unix_micros(start)) {}
    Timestamp now() const override { return from_unix_micros(now_us_.load()); }
    void set(Timestamp now) { now_us_.store(to_unix_micros(now)); }
    void advance(Duration by) { now_us_.fetch_add(by.count()); }

private:
    std::atomic<std::int64_t> now_us_;
};

// A folder that goes with its owner.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

// Encoders whose answers tests can compare: "order_id number".
std::string encode_order(const Order& order);

// A real store on a temporary folder, driven through its ports.
class StoreFixture {
public:
    StoreFixture();
    explicit StoreFixture(storage::StoreOptions options);
    virtual ~StoreFixture() = default;
    StoreFixture(const StoreFixture&) = delete;
    StoreFixture& operator=(const StoreFixture&) = delete;

    // Waits for the answer.
    Result<std::string> run(std::unique_ptr<Command> command);
    std::future<Result<std::string>> submit(std::unique_ptr<Command> command);
    // Waits for a query on a read connection.
    template <class T>
    T read(std::function<T(ReadSession&)> query) {
        std::promise<T> promise;
        auto future = promise.get_future();
        store->reads().submit([&](ReadSession* session) { promise.set_value(query(*session)); });
        return future.get();
    }

    Command::Header header(std::string_view method = "test/method");
    void create(const Item& item);
    void create(const Location& location);
    void create(const Channel& channel);
    // Receives units, creating what is missing: item, location.
    void receive(std::string_view sku, std::string_view location, std::int64_t units);
    Result<std::string> place(const orders::OrderRequest& request);
    Result<std::string> place(Command::Header header, const orders::OrderRequest& request);
    Result<std::string> hold(std::string_view cart, std::string_view sku, std::int64_t units);
    Result<std::string> cancel(const OrderId& id, std::vector<CancelLine> lines = {});
    // Answers with the hold's id.
    Result<std::string> hold_order(orders::HoldRequest request);
    Result<std::string> release_hold(const OrderId& id, const HoldId& hold_id,
                                     std::string reason = {});
    Result<std::string> note(const OrderId& id, std::string text);
    Result<std::string> tag(const OrderId& id, std::vector<std::string> add,
                            std::vector<std::string> remove = {});
    // Runs what is due now, as the timer runner does, and tells how much that was.
    std::size_t run_due_timers();
    // The same again and again, until nothing is due.
    void settle();
    Result<std::string> plan_receipt(std::string_view sku, std::string_view location,
                                     std::int64_t units, Timestamp expected_time);
    Result<std::string> update_receipt(inventory::ReceiptChange change);
    Result<std::string> receive_receipt(const std::string& id, std::int64_t units,
                                        bool final = false);
    Receipt receipt(const std::string& id);
    // The level of one stock row, all 0 when there is none.
    StockLevel level(std::string_view sku, std::string_view location);
    Order order(std::string_view answer);  // of place()
    std::vector<Finding> verify();
    // Stops the store and opens it again on the same folder.
    void reopen();

    TemporaryFolder folder;
    ManualClock clock;
    fulfillment::NearestFirst sourcing;
    storage::StoreOptions options;
    std::unique_ptr<storage::Store> store;

protected:
    // By what timers give out stock.
    virtual const Sourcing& timer_sourcing() const { return sourcing; }

private:
    std::atomic<std::uint64_t> requests_{0};
};

}  // namespace oms::testing
