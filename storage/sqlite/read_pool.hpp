#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "domain/queries.hpp"

namespace oms::storage::sqlite {

// Threads with one read-only connection each, plus one for what may take minutes.
class SqliteReadPool final : public ReadPool {
public:
    // `database`: path of a file that the writer has opened already.
    static Result<std::unique_ptr<SqliteReadPool>> open(const std::string& database,
                                                        std::size_t readers);
    ~SqliteReadPool() override;

    void submit(std::function<void(ReadSession*)> query) override {
        short_.submit(std::move(query));
    }
    void submit_long(std::function<void(ReadSession*)> query) override {
        long_.submit(std::move(query));
    }
    // Finishes what runs and gives what waits a null session. Idempotent.
    void stop();

private:
    // A queue that several threads work off, each with its session.
    class Lane {
    public:
        void start(std::vector<std::unique_ptr<ReadSession>> sessions);
        void submit(std::function<void(ReadSession*)> query);
        void stop();

    private:
        void work(ReadSession& session);
        std::mutex mutex_;
        std::condition_variable waiting_;
        std::deque<std::function<void(ReadSession*)>> queue_;
        std::vector<std::unique_ptr<ReadSession>> sessions_;
        std::vector<std::thread> threads_;
        bool stopping_ = false;
    };

    SqliteReadPool() = default;
    Lane short_;
    Lane long_;
};

}  // namespace oms::storage::sqlite
