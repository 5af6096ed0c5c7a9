#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "domain/command.hpp"
#include "domain/feeds.hpp"
#include "domain/queries.hpp"
#include "domain/time.hpp"

namespace oms::storage {

struct StoreOptions {
    // The folder of the store's files; made, with mode 0700, when it is not there.
    std::string data_dir;
    // Read by the writer thread only, through the batch's now. Must outlive the store.
    const Clock* clock = nullptr;
    // By which deadlines are found; null: locations are always open. Must outlive the store.
    const OpeningTimes* times = nullptr;
    // By which pickup codes are known; null: none is right. Must outlive the store.
    const PickupCodeBook* codes = nullptr;
    // Commands that may wait before more are shed with OVERLOADED.
    std::size_t queue_limit = 20'000;
    // Commands of one transaction.
    std::size_t batch_limit = 128;
    // Threads, and connections, that answer reads.
    std::size_t readers = 2;
};

struct StoreStatus {
    int schema_version = 0;
    std::int64_t last_position = 0;
    std::int64_t queued_commands = 0;
    std::int64_t committed_batches = 0;
    std::int64_t committed_commands = 0;
    std::int64_t stock_rows = 0;
};

// One embedded store, open in this process and no other: the ports that services work with.
class Store {
public:
    virtual ~Store() = default;
    virtual Executor& executor() = 0;
    virtual ReadPool& reads() = 0;
    virtual StockViewReader& stock_view() = 0;
    virtual ViewFeed& view_feed() = 0;
    virtual CommitFeed& commits() = 0;
    virtual StoreStatus status() const = 0;
    // False once a commit has failed in a way that needs a restart, such as a failed fsync.
    virtual bool is_healthy() const = 0;
    // Answers everything that waits with shutting_down, finishes what runs, closes. Idempotent.
    virtual void stop() = 0;
};

// Opens, migrating when needed. Fails with Reason::store_unavailable and one clear line: another
// process has it, the folder cannot be written, the file is corrupt or too new.
Result<std::unique_ptr<Store>> open_sqlite(const StoreOptions& options);

// For a stopped server; each takes the same lock as the server.
Result<int> migrate_sqlite(const std::string& data_dir);  // the schema version reached
Result<VerifyReport> verify_sqlite(const std::string& data_dir);
// Puts a backup in the place of an absent or empty store. Never overwrites one.
Result<BackupReport> restore_sqlite(const std::string& data_dir, const std::string& backup_file);

}  // namespace oms::storage
