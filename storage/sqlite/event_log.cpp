#include "storage/sqlite/event_log.hpp"

#include <algorithm>
#include <utility>

#include "storage/json_archive.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_head = "SELECT position, now_us FROM event_head WHERE id = 1";
constexpr std::string_view update_head =
    "UPDATE event_head SET position = ?1, now_us = ?2 WHERE id = 1";
constexpr std::string_view insert_event =
    "INSERT INTO events (position, event_id, aggregate_type, aggregate_id, sequence, type, "
    "type_version, time_us, actor, "
    "cause, channel_id, location_ids, data, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, "
    "?10, ?11, ?12, ?13)";
constexpr std::string_view select_events =
    "SELECT position, event_id, aggregate_type, aggregate_id, sequence, time_us, actor, cause, "
    "type, data, channel_id, "
    "location_ids FROM events WHERE position > ?1 ORDER BY position LIMIT ?2";
constexpr std::string_view select_events_of =
    "SELECT position, event_id, aggregate_type, aggregate_id, sequence, time_us, actor, cause, "
    "type, data, channel_id, "
    "location_ids FROM events WHERE aggregate_type = ?3 AND aggregate_id = ?4 AND position > ?1 "
    "ORDER BY sequence LIMIT ?2";
constexpr std::string_view insert_timer =
    "INSERT OR IGNORE INTO timers (due_us, kind, subject) VALUES (?1, ?2, ?3)";
constexpr std::string_view delete_timer =
    "DELETE FROM timers WHERE due_us = ?1 AND kind = ?2 AND subject = ?3";
constexpr std::string_view select_timers =
    "SELECT due_us, kind, subject FROM timers WHERE due_us <= ?1 ORDER BY due_us, kind, subject "
    "LIMIT ?2";
constexpr std::string_view select_timers_after =
    "SELECT due_us, kind, subject FROM timers WHERE (due_us, kind, subject) > (?1, ?2, ?3) ORDER "
    "BY due_us, kind, subject LIMIT ?4";

// How many rows of others' scopes one page may pass over before it answers with what it has.
constexpr std::int64_t longest_scan = 2000;

std::string joined(const std::vector<LocationId>& ids) {
    if (ids.empty()) return {};
    std::string text = ",";
    for (const LocationId& id : ids)
        text += id.str() + ",";
    return text;
}

bool contains_any(std::string_view joined_ids, const ScopeSet<LocationId>& locations) {
    for (std::size_t at = 1; at < joined_ids.size();) {
        const std::size_t end = joined_ids.find(',', at);
        if (locations.contains(LocationId::trusted(std::string(joined_ids.substr(at, end - at)))))
            return true;
        at = end + 1;
    }
    return false;
}

// An event of a channel belongs to those who see the channel, one of locations also to their staff;
// catalog events of neither are everybody's.
bool sees_channel(std::string_view channel, const Actor& actor) {
    return !channel.empty() && actor.channels.contains(ChannelId::trusted(std::string(channel)));
}

bool is_visible(std::string_view channel, std::string_view location_ids, const Actor& actor) {
    if (channel.empty() && location_ids.empty()) return true;
    return sees_channel(channel, actor) || contains_any(location_ids, actor.locations);
}

// The document of a version of the rules can be read by those who may, and never changes: the event
// names the version.
Result<void> leave_out_rules(LoggedEvent& event) {
    if (event.type != RulesCreated::type) return {};
    OMS_TRY(event.data_json, without_field(event.data_json, "body"));
    return {};
}

// Whoever sees an order only where it is handled learns nothing of another order of its customer.
Result<void> hide_others(LoggedEvent& event, std::string_view channel, const Actor& actor) {
    if (event.type != OrderHeld::type || sees_channel(channel, actor)) return {};
    OMS_TRY(event.data_json, without_field(event.data_json, "about"));
    return {};
}

Result<LoggedEvent> read_event(const Statement& row) {
    LoggedEvent event;
    event.position = row.integer(0);
    event.event_id = EventId::trusted(std::string(row.text(1)));
    const auto type = enum_from_text<AggregateType>(row.text(2));
    if (!type) return fail(Reason::corrupt_row, "an event of an unknown aggregate type");
    event.aggregate = {*type, std::string(row.text(3))};
    event.sequence = row.integer(4);
    event.time = from_unix_micros(row.integer(5));
    event.actor = row.text(6);
    event.cause = row.text(7);
    event.type = row.text(8);
    event.data_json = row.text(9);
    return event;
}

Result<std::vector<Timer>> read_timers(Statement& row) {
    std::vector<Timer> timers;
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return timers;
        const auto kind = enum_from_text<TimerKind>(row.text(1));
        if (!kind) return fail(Reason::corrupt_row, "a timer of an unknown kind");
        timers.push_back({from_unix_micros(row.integer(0)), *kind, std::string(row.text(2))});
    }
}

}  // namespace

Result<LastCommit> EventLog::head() {
    Statement row = connection_.prepared(select_head);
    OMS_TRY(const bool found, row.step());
    if (!found) return fail(Reason::corrupt_row, "the event_head row is missing");
    return LastCommit{row.integer(0), from_unix_micros(row.integer(1))};
}

Result<void> EventLog::advance_head(std::int64_t position, Timestamp now) {
    return connection_.prepared(update_head).bind(position, to_unix_micros(now)).run();
}

Result<void> EventLog::append(const EventHashes& events, std::int64_t first_position) {
    std::int64_t position = first_position;
    for (const EventHashes::Row& row : events.rows()) {
        const PendingEvent& event = *row.event;
        const std::string locations = joined(event.location_ids);
        Statement statement = connection_.prepared(insert_event);
        OMS_CHECK(statement
                      .bind(position++, event.event_id.str(), enum_text(event.aggregate.type),
                            event.aggregate.id, event.sequence, row.type,
                            to_unix_micros(event.time), event.actor, event.cause,
                            event.channel_id.str(), locations, row.data, row.hash)
                      .run());
    }
    return {};
}

Result<EventPage> EventLog::page(const EventQuery& query, const Actor& actor) {
    EventPage page;
    page.scanned_to = query.after_position;
    Statement row = connection_.prepared(query.aggregate ? select_events_of : select_events);
    row.bind(query.after_position, longest_scan);
    std::string_view aggregate_type;
    std::string aggregate_id;
    if (query.aggregate) {
        aggregate_type = enum_text(query.aggregate->type);
        aggregate_id = query.aggregate->id;
        row.bind(query.after_position, longest_scan, aggregate_type, aggregate_id);
    }
    std::int64_t scanned = 0;
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) break;
        if (static_cast<std::int64_t>(page.events.size()) == query.limit) {
            page.more = true;
            break;
        }
        ++scanned;
        page.scanned_to = row.integer(0);
        const bool wanted = query.types.empty() || std::find(query.types.begin(), query.types.end(),
                                                             row.text(8)) != query.types.end();
        if (!wanted || !is_visible(row.text(10), row.text(11), actor)) continue;
        OMS_TRY(LoggedEvent event, read_event(row));
        OMS_CHECK(hide_others(event, row.text(10), actor));
        OMS_CHECK(leave_out_rules(event));
        page.events.push_back(std::move(event));
    }
    page.more = page.more || scanned == longest_scan;
    return page;
}

Result<void> EventLog::flush_timers(const UnitOfWork& unit) {
    for (const TimerChange& change : unit.timers()) {
        Statement statement = connection_.prepared(change.set ? insert_timer : delete_timer);
        OMS_CHECK(statement
                      .bind(to_unix_micros(change.timer.due), enum_text(change.timer.kind),
                            change.timer.subject)
                      .run());
    }
    return {};
}

Result<TimerPage> EventLog::timers(const std::optional<Timer>& after, std::int64_t limit) {
    TimerPage page;
    const Timer from = after.value_or(Timer{from_unix_micros(0), {}, {}});
    Statement row = connection_.prepared(select_timers_after);
    row.bind(to_unix_micros(from.due), after ? enum_text(from.kind) : std::string_view(),
             from.subject, limit + 1);
    OMS_TRY(page.timers, read_timers(row));
    page.more = static_cast<std::int64_t>(page.timers.size()) > limit;
    if (page.more) page.timers.pop_back();
    return page;
}

Result<std::vector<Timer>> EventLog::due_timers(Timestamp until, std::int64_t limit) {
    Statement row = connection_.prepared(select_timers);
    row.bind(to_unix_micros(until), limit);
    return read_timers(row);
}

}  // namespace oms::storage::sqlite
