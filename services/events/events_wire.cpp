#include "services/events/events_wire.hpp"

#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "services/common/common_wire.hpp"

namespace oms::events {
namespace {

using wire::FieldCheck;

constexpr std::string_view cursor_prefix = "c1.";
constexpr std::size_t position_digits = 16;
constexpr std::size_t check_digits = 4;
constexpr std::int64_t usual_page = 50;
constexpr std::int64_t largest_page = 200;
constexpr int most_types = 20;

// Mixes all bits of a position (the finalizer of MurmurHash3) and keeps 16 of them.
std::uint64_t check_of(std::uint64_t position) {
    position ^= position >> 33U;
    position *= 0xff51afd7ed558ccdULL;
    position ^= position >> 33U;
    position *= 0xc4ceb9fe1a85ec53ULL;
    position ^= position >> 33U;
    return position & 0xffffU;
}

std::int64_t cursor(FieldCheck& check, const std::string& text) {
    if (text.empty()) return 0;
    const auto position = cursor_position(text);
    return check.require(position.has_value(), "cursor", "a cursor of an earlier answer")
               ? *position
               : 0;
}

void fill_filter(FieldCheck& check, const v1::EventFilter& filter, EventQuery& query) {
    const auto at = check.inside("filter");
    const bool both = filter.aggregate_type().empty() == filter.aggregate_id().empty();
    check.require(both, "", "aggregate_type and aggregate_id go together");
    if (!filter.aggregate_type().empty()) {
        const auto type = enum_from_text<AggregateType>(filter.aggregate_type());
        check.require(type.has_value(), "aggregate_type",
                      "order, cart_hold, item, location, channel, stock, rules or receipt");
        // The longest is two ids and what is between them.
        std::string id =
            check.text("aggregate_id", filter.aggregate_id(), {.longest = 129, .any_digits = true});
        if (type) query.aggregate = AggregateRef{*type, std::move(id)};
    }
    if (!check.count("types", filter.types_size(), 0, most_types)) return;
    for (int i = 0; i < filter.types_size(); ++i) {
        const auto one = check.inside("types", i);
        check.require(is_code(filter.types(i)), "", "such as order.placed");
        query.types.push_back(filter.types(i));
    }
}

void encode(const LoggedEvent& event, v1::Event& out) {
    constexpr std::int32_t type_version = 1;
    out.set_event_id(event.event_id.str());
    out.set_cursor(cursor_text(event.position));
    out.set_type(event.type);
    out.set_type_version(type_version);
    const std::string_view aggregate = enum_text(event.aggregate.type);
    out.set_aggregate_type(aggregate.data(), aggregate.size());
    out.set_aggregate_id(event.aggregate.id);
    out.set_aggregate_sequence(event.sequence);
    wire::encode(event.time, *out.mutable_time());
    out.set_actor(event.actor);
    out.set_cause(event.cause);
    out.set_data_json(event.data_json);
}

}  // namespace

std::string cursor_text(std::int64_t position) {
    const auto number = static_cast<std::uint64_t>(position);
    return fmt::format("{}{:016x}{:04x}", cursor_prefix, number, check_of(number));
}

std::optional<std::int64_t> cursor_position(std::string_view text) {
    if (text.size() != cursor_prefix.size() + position_digits + check_digits ||
        !text.starts_with(cursor_prefix)) {
        return std::nullopt;
    }
    const auto read = [](std::string_view digits, std::uint64_t& value) {
        return std::from_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr ==
               digits.data() + digits.size();
    };
    std::uint64_t position = 0;
    std::uint64_t check = 0;
    text.remove_prefix(cursor_prefix.size());
    if (!read(text.substr(0, position_digits), position) ||
        !read(text.substr(position_digits), check))
        return std::nullopt;
    if (check != check_of(position) ||
        position > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
        return std::nullopt;
    return static_cast<std::int64_t>(position);
}

Result<EventQuery> list_request(const v1::ListEventsRequest& request) {
    FieldCheck check;
    EventQuery query;
    if (request.has_filter()) fill_filter(check, request.filter(), query);
    query.after_position = cursor(check, request.cursor());
    query.limit = check.number("page_size", request.page_size(), 0, largest_page);
    if (query.limit == 0) query.limit = usual_page;
    if (!check.ok()) return fail(std::move(check).error());
    return query;
}

Result<WatchRequest> watch_request(const v1::WatchEventsRequest& request) {
    FieldCheck check;
    WatchRequest watch;
    if (request.has_filter()) fill_filter(check, request.filter(), watch.query);
    watch.from_now = request.cursor() == "now";
    if (!watch.from_now) watch.query.after_position = cursor(check, request.cursor());
    if (!check.ok()) return fail(std::move(check).error());
    return watch;
}

std::string list_reply(const EventPage& page) {
    return wire::bytes_of<v1::ListEventsResponse>([&](auto& reply) {
        reply.mutable_events()->Reserve(static_cast<int>(page.events.size()));
        for (const LoggedEvent& event : page.events)
            encode(event, *reply.add_events());
        reply.set_next_cursor(cursor_text(page.scanned_to));
        reply.set_more(page.more);
    });
}

std::string watch_event(const LoggedEvent& event) {
    return wire::bytes_of<v1::WatchEventsResponse>([&](auto& message) {
        encode(event, *message.mutable_event());
        message.set_cursor(cursor_text(event.position));
    });
}

std::string watch_heartbeat(std::int64_t position) {
    return wire::bytes_of<v1::WatchEventsResponse>(
        [&](auto& message) { message.set_cursor(cursor_text(position)); });
}

}  // namespace oms::events
