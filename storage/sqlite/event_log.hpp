#pragma once

#include "domain/queries.hpp"
#include "storage/engine.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// The event log and the timers: what every transaction writes beside its rows.
class EventLog {
public:
    explicit EventLog(Connection& connection) : connection_(connection) {}

    Result<LastCommit> head();
    // Takes `count` positions as the last statement of a transaction; returns the last of them.
    Result<void> advance_head(std::int64_t position, Timestamp now);
    Result<void> append(const EventHashes& events, std::int64_t first_position);
    Result<EventPage> page(const EventQuery& query, const Actor& actor);

    Result<void> flush_timers(const UnitOfWork& unit);
    Result<TimerPage> timers(const std::optional<Timer>& after, std::int64_t limit);
    Result<std::vector<Timer>> due_timers(Timestamp until, std::int64_t limit);

private:
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
