#include "storage/sqlite/read_pool.hpp"

#include <utility>

#include "storage/sqlite/read_session.hpp"

namespace oms::storage::sqlite {

Result<std::unique_ptr<SqliteReadPool>> SqliteReadPool::open(const std::string& database,
                                                             std::size_t readers) {
    std::unique_ptr<SqliteReadPool> pool(new SqliteReadPool());
    std::vector<std::unique_ptr<ReadSession>> sessions;
    for (std::size_t i = 0; i < readers + 1; ++i) {
        OMS_TRY(auto connection, Connection::open(database, Connection::Mode::read_only));
        sessions.push_back(std::make_unique<SqliteReadSession>(std::move(connection)));
    }
    std::vector<std::unique_ptr<ReadSession>> slow;
    slow.push_back(std::move(sessions.back()));
    sessions.pop_back();
    pool->short_.start(std::move(sessions));
    pool->long_.start(std::move(slow));
    return pool;
}

SqliteReadPool::~SqliteReadPool() {
    stop();
}

void SqliteReadPool::stop() {
    short_.stop();
    long_.stop();
}

void SqliteReadPool::Lane::start(std::vector<std::unique_ptr<ReadSession>> sessions) {
    sessions_ = std::move(sessions);
    for (const auto& session : sessions_)
        threads_.emplace_back([this, &session] { work(*session); });
}

void SqliteReadPool::Lane::submit(std::function<void(ReadSession*)> query) {
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_) {
            queue_.push_back(std::move(query));
            waiting_.notify_one();
            return;
        }
    }
    query(nullptr);
}

void SqliteReadPool::Lane::work(ReadSession& session) {
    while (true) {
        std::function<void(ReadSession*)> query;
        {
            std::unique_lock lock(mutex_);
            waiting_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;
            query = std::move(queue_.front());
            queue_.pop_front();
        }
        query(&session);
    }
}

void SqliteReadPool::Lane::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        waiting_.notify_all();
    }
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
    std::deque<std::function<void(ReadSession*)>> left;
    {
        const std::lock_guard lock(mutex_);
        left.swap(queue_);
    }
    for (const auto& query : left)
        query(nullptr);
}

}  // namespace oms::storage::sqlite
