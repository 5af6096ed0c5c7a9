#include "storage/store.hpp"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "storage/batch_executor.hpp"
#include "storage/sqlite/backup.hpp"
#include "storage/sqlite/engine.hpp"
#include "storage/sqlite/lock_file.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/order_index.hpp"
#include "storage/sqlite/read_pool.hpp"
#include "storage/sqlite/read_session.hpp"
#include "storage/sqlite/verify.hpp"

namespace oms::storage {
namespace {

using sqlite::CatalogRepository;
using sqlite::Connection;
using sqlite::LockFile;
using sqlite::StockRepository;

std::string database_in(const std::string& data_dir) {
    return data_dir + "/oms.db";
}

// Every failure to open is the operator's to mend: one reason, one line, with the file's name.
Error cannot_open(const std::string& path, const Error& error) {
    return {Reason::store_unavailable,
            fmt::format("{} cannot be opened: {}", path, error.detail),
            {},
            {},
            {},
            false};
}

Result<std::unique_ptr<Connection>> open_writer(const std::string& data_dir) {
    const std::string path = database_in(data_dir);
    auto connection = Connection::open(path, Connection::Mode::read_write);
    if (!connection) return fail(cannot_open(path, connection.error()));
    if (const auto migrated = sqlite::migrate(**connection); !migrated)
        return fail(cannot_open(path, migrated.error()));
    if (const auto indexed = sqlite::OrderIndex(**connection).index_old_orders(); !indexed)
        return fail(cannot_open(path, indexed.error()));
    return connection;
}

Result<void> put_rules(StockView& view, Connection& connection) {
    sqlite::RulesRepository rules(connection);
    OMS_TRY(const RulesHead head, rules.head());
    if (head.in_force == 0) return {};
    OMS_TRY(const std::optional<RulesVersion> version, rules.find(head.in_force));
    if (!version) return fail(Reason::corrupt_row, "the rules in force are not there");
    view.put_rules(std::make_shared<const RulesInForce>(rules_in_force(*version, head)));
    return {};
}

Result<void> fill(StockView& view, Connection& connection) {
    OMS_TRY(const std::vector<Location> locations, CatalogRepository(connection).all_locations());
    for (const Location& location : locations)
        view.put_place(location);
    OMS_CHECK(CatalogRepository(connection).for_each_item([&](const Item& item) {
        view.put_item(item);
    }));
    OMS_CHECK(sqlite::RoutingRepository(connection)
                  .for_each_work(
                      [&](const WorkKey& key, const WorkDone& done) { view.put_work(key, done); }));
    OMS_CHECK(sqlite::CartHoldRepository(connection).for_each_held([&](const CartHold& hold) {
        view.put_hold(hold);
    }));
    OMS_CHECK(sqlite::ReceiptRepository(connection).for_each_open([&](const Receipt& receipt) {
        view.put_receipt(receipt);
    }));
    OMS_CHECK(
        sqlite::WaitingRepository(connection).for_each_sku([&](const Sku& sku, std::int64_t units) {
            view.add_waiting(sku, units);
        }));
    OMS_TRY(const std::vector<Channel> channels, CatalogRepository(connection).all_channels());
    for (const Channel& channel : channels)
        view.put_channel(channel.channel_id);
    OMS_CHECK(put_rules(view, connection));
    return StockRepository(connection).for_each([&](const StockRow& row) {
        view.put_level(row.key, row.level);
    });
}

class SqliteStore final : public Store {
public:
    static Result<std::unique_ptr<Store>> open(const StoreOptions& options) {
        OMS_TRY(auto lock, LockFile::take(options.data_dir));
        OMS_TRY(auto connection, open_writer(options.data_dir));
        std::unique_ptr<SqliteStore> store(
            new SqliteStore(std::move(lock), std::move(connection), options));
        OMS_TRY(store->reads_,
                sqlite::SqliteReadPool::open(database_in(options.data_dir), options.readers));
        if (const auto opened = store->engine_.open(); !opened)
            return fail(cannot_open(database_in(options.data_dir), opened.error()));
        if (const auto opened = store->executor_.open(); !opened) {
            return fail(Reason::store_unavailable, opened.error().detail);
        }
        store->executor_.start();
        return std::unique_ptr<Store>(std::move(store));
    }
    ~SqliteStore() override { stop(); }

    Executor& executor() override { return executor_; }
    ReadPool& reads() override { return *reads_; }
    StockViewReader& stock_view() override { return view_; }
    ViewFeed& view_feed() override { return view_; }
    CommitFeed& commits() override { return executor_; }
    bool is_healthy() const override { return executor_.is_healthy(); }
    StoreStatus status() const override {
        StoreStatus status;
        status.schema_version = schema_version_;
        status.last_position = executor_.last_position();
        status.queued_commands = executor_.queued();
        status.committed_batches = executor_.committed_batches();
        status.committed_commands = executor_.committed_commands();
        view_.read([&](const StockView& view) {
            status.stock_rows = static_cast<std::int64_t>(view.row_count());
        });
        return status;
    }
    void stop() override {
        executor_.stop();
        if (reads_) reads_->stop();
    }

private:
    SqliteStore(std::unique_ptr<LockFile> lock, std::unique_ptr<Connection> connection,
                const StoreOptions& options)
        : lock_(std::move(lock)),
          schema_version_(sqlite::migrations().back().number),
          view_(),
          engine_(prepared(std::move(connection), view_)),
          executor_(engine_, view_, *options.clock,
                    {.queue_limit = options.queue_limit,
                     .batch_limit = options.batch_limit,
                     .times = options.times,
                     .codes = options.codes}) {}

    static std::unique_ptr<Connection> prepared(std::unique_ptr<Connection> connection,
                                                SharedStockView& view) {
        Result<void> filled;
        view.change([&](StockView& inner) { filled = fill(inner, *connection); });
        if (!filled) throw ContractViolation(filled.error().detail);
        return connection;
    }

    std::unique_ptr<LockFile> lock_;  // goes last
    int schema_version_;
    SharedStockView view_;
    sqlite::SqliteEngine engine_;
    BatchExecutor executor_;
    std::unique_ptr<sqlite::SqliteReadPool> reads_;
};

}  // namespace

namespace {

// A file damaged in a way that even its statements cannot be prepared is a refusal like any other.
template <class F>
auto guarded(const std::string& path, F use) -> decltype(use()) {
    try {
        return use();
    } catch (const ContractViolation& violation) {
        return fail(cannot_open(path, {Reason::corrupt_row, violation.what(), {}, {}, {}, false}));
    }
}

// What SQLite keeps beside a database belongs to it and would be played over a restored one.
Result<void> expect_no_store(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        if (!std::filesystem::exists(path + suffix)) continue;
        return fail(
            Reason::store_unavailable,
            fmt::format("{}{} is there already; restore never overwrites a store", path, suffix));
    }
    return {};
}

Result<BackupReport> restore(const std::string& data_dir, const std::string& backup_file) {
    const std::string path = database_in(data_dir);
    OMS_CHECK(expect_no_store(path));
    if (!std::filesystem::exists(backup_file)) {
        return fail(Reason::store_unavailable, fmt::format("{} is not there", backup_file));
    }
    const auto source = Connection::open(backup_file, Connection::Mode::read_only);
    if (!source) return fail(cannot_open(backup_file, source.error()));
    if (const auto ours = sqlite::check_is_store(**source); !ours)
        return fail(cannot_open(backup_file, ours.error()));
    const auto report = sqlite::back_up(**source, path);
    if (!report) return fail(cannot_open(backup_file, report.error()));
    OMS_TRY(const auto connection, open_writer(data_dir));
    return *report;
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const StoreOptions& options) {
    return guarded(database_in(options.data_dir), [&] { return SqliteStore::open(options); });
}

Result<int> migrate_sqlite(const std::string& data_dir) {
    OMS_TRY(const auto lock, LockFile::take(data_dir));
    return guarded(database_in(data_dir), [&]() -> Result<int> {
        OMS_TRY(const auto connection, open_writer(data_dir));
        return sqlite::schema_version(*connection);
    });
}

Result<VerifyReport> verify_sqlite(const std::string& data_dir) {
    // Before the lock, which would make the folder.
    const std::string path = database_in(data_dir);
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        return fail(Reason::store_unavailable,
                    error ? fmt::format("{} cannot be read: {}", path, error.message())
                          : fmt::format("{} is not there", path));
    }
    OMS_TRY(const auto lock, LockFile::take(data_dir));
    return guarded(path, [&]() -> Result<VerifyReport> {
        OMS_TRY(const auto connection, open_writer(data_dir));
        return sqlite::verify(*connection);
    });
}

Result<BackupReport> restore_sqlite(const std::string& data_dir, const std::string& backup_file) {
    OMS_TRY(const auto lock, LockFile::take(data_dir));
    return guarded(backup_file, [&] { return restore(data_dir, backup_file); });
}

}  // namespace oms::storage
