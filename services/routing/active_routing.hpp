#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "domain/feeds.hpp"
#include "domain/queries.hpp"
#include "fulfillment/routing_setup.hpp"
#include "services/routing/setup_maker.hpp"

namespace oms::routing {

// The setup that decisions follow: the rules in force, joined with the locations as they are. It
// follows the store: read at the start, again before the answer to a publication leaves, and again
// when locations have changed. Any thread.
class ActiveRouting final : public fulfillment::RoutingSetups,
                            public std::enable_shared_from_this<ActiveRouting> {
public:
    // One line about what the operator should know; told once as long as it is the same.
    using Tell = std::function<void(const std::string&)>;

    // What it is given must outlive every read that the pool is still asked for. Before traffic.
    static std::shared_ptr<ActiveRouting> follow(std::shared_ptr<SetupMaker> maker, ReadPool& reads,
                                                 CommitFeed& commits, const StockViewReader& view,
                                                 Tell tell);

    std::shared_ptr<const fulfillment::RoutingSetup> current() const override;

    // Reads what is in force and waits until decisions follow it. Not on a thread of the pool. A
    // location that cannot be used is set aside. Fails with one line when rules are in force that
    // this program cannot follow: others would be followed in silence.
    Result<void> load();
    // The same without waiting. `done` is called once, from another thread or at once; after a
    // failure, which is told, decisions go on with what they had.
    void refresh(std::function<void()> done);

private:
    ActiveRouting(std::shared_ptr<SetupMaker> maker, ReadPool& reads, const StockViewReader& view,
                  Tell tell);
    void on_commit();
    void read(std::function<void(Result<void>)> done);
    Result<void> take(ReadSession& session);
    void install(std::shared_ptr<const fulfillment::RoutingSetup> setup, std::int64_t position);
    void tell(const std::string& line);

    const std::shared_ptr<SetupMaker> maker_;
    ReadPool& reads_;
    const StockViewReader& view_;
    const Tell tell_;
    std::uint64_t locations_version_ = 0;  // the executor's thread only
    std::atomic<bool> refresh_waits_{false};
    mutable std::mutex mutex_;
    std::shared_ptr<const fulfillment::RoutingSetup> setup_;
    std::int64_t position_ = -1;  // of the log when it was read
    std::string told_;
};

}  // namespace oms::routing
