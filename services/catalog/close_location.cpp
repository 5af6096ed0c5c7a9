#include "services/catalog/close_location.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace oms::catalog {
namespace {

Result<Location> location_to_change(const UnitOfWork& unit, const Actor& actor,
                                    const LocationRequest& request) {
    const Location* found = unit.locations.find(request.location_id);
    if (found == nullptr || !actor.locations.contains(request.location_id))
        return fail(Reason::location_not_found, request.location_id.str());
    if (request.version != 0 && request.version != found->head.sequence) {
        return fail(Reason::version_mismatch, fmt::format("the location is at version {}, not {}",
                                                          found->head.sequence, request.version));
    }
    return *found;
}

Timer closing_timer(const Location& location) {
    // The first round of the first phase: services/fulfillment/closing.hpp.
    return {location.closure->from, TimerKind::location_closing,
            location.location_id.str() + " 0 0"};
}

Timer opening_timer(const Location& location, Timestamp due) {
    return {due, TimerKind::location_opening, location.location_id.str()};
}

bool is_ahead(const Location& location, Timestamp now) {
    return location.closure && now < location.closure->until;
}

void forget_timers(UnitOfWork& unit, const Location& location) {
    if (!is_ahead(location, unit.now())) return;
    unit.unset(closing_timer(location));
    unit.unset(opening_timer(location, location.closure->until));
}

std::string put(UnitOfWork& unit, Location location, const EncodeLocation& encode) {
    const LocationId id = location.location_id;
    location.update_time = unit.now();
    unit.record({AggregateType::location, id.str()}, location.head, {}, {id},
                LocationUpdated{location});
    std::string answer = encode(location);
    unit.locations.put(id, std::move(location));
    return answer;
}

}  // namespace

Result<std::string> CloseLocation::run(UnitOfWork& unit) {
    OMS_TRY(Location location, location_to_change(unit, header().actor, request_.location));
    const Timestamp from = std::max(request_.from.value_or(unit.now()), unit.now());
    if (request_.until <= from || request_.until - from > longest_closure) {
        return fail(Reason::illegal_transition,
                    "close does not apply: it opens again in the future, within a year");
    }
    const bool closed_now = is_closed(location.closure, unit.now());
    if (closed_now && from > unit.now()) {
        return fail(Reason::illegal_transition,
                    "close does not apply: it is closed; say only until when");
    }
    forget_timers(unit, location);
    // One that goes on began when it began: what was moved for it stays moved.
    location.closure =
        Closure{closed_now ? location.closure->from : from, request_.until, request_.reason};
    Timer closing = closing_timer(location);
    closing.due = from;
    unit.set(std::move(closing));
    unit.set(opening_timer(location, request_.until));
    return put(unit, std::move(location), encode_);
}

Result<std::string> ReopenLocation::run(UnitOfWork& unit) {
    OMS_TRY(Location location, location_to_change(unit, header().actor, request_));
    if (!is_ahead(location, unit.now()))
        return fail(Reason::illegal_transition, "reopen does not apply: it is not closed");
    forget_timers(unit, location);
    location.closure->until = unit.now();
    location.closure->from = std::min(location.closure->from, unit.now());
    unit.set(opening_timer(location, unit.now()));
    return put(unit, std::move(location), encode_);
}

}  // namespace oms::catalog
