#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/life_cycle.hpp"
#include "domain/order.hpp"
#include "domain/time.hpp"

namespace oms {

// By what the goods leave the location that works on them.
enum class FulfillmentMethod : std::uint8_t { ship, pickup, ship_to_store };

enum class FulfillmentState : std::uint8_t {
    released,
    accepted,
    picking,
    packed,
    shipped,
    delivered,
    ready,
    collected,
    sent,
    received,
    rejected,
    cancel_requested,
    canceled,
    exception,
};

enum class FulfillmentAction : std::uint8_t {
    release,  // the order's parcel became this task
    accept,   // the location takes it on
    assign,   // an associate works on it, for as long as the lease lasts
    start_picking,
    pick,        // goods were scanned off the shelf
    fall_short,  // goods were not found; those that were go on
    pack,
    ship,            // handed to the carrier
    deliver,         // with the customer; of a lost parcel: given up
    make_ready,      // on the pickup shelf
    collect,         // handed to the customer
    send,            // on its way to the pickup location
    receive,         // arrived there
    reject,          // the location does not do it
    withdraw,        // taken away: the location did not answer in time
    request_cancel,  // the order wants units back; the location has the say
    grant_cancel,
    resume_released,  // the request was refused: as before
    resume_accepted,
    resume_picking,
    resume_packed,
    resume_ready,
    cancel,        // without asking: nobody has begun
    put_back,      // what nobody collected is back on the shelf
    give_up,       // it was tried too often: a person decides
    retry,         // the person lets routing try again
    collect_part,  // some of it was handed over
    track,         // the carrier told of one of its parcels
    take_back,     // units that nobody has picked come from elsewhere
    delay,         // it leaves, or arrives, later
    recall,        // the order goes elsewhere by now; the location has the say
    grant_recall,  // its units are planned again for the new address
    redirect,      // the carrier is asked to bring it to the new address
};

// Why a location does not do what it was asked to.
enum class RefusalReason : std::uint8_t {
    not_found,      // the shelf is empty: none is promised there any more until it is counted
    damaged,        // these units cannot be sold
    sold_in_store,  // somebody bought them at the till
    too_busy,
    closed,
    no_answer,  // told by the server: the time to accept has passed
    other,
    moved,  // told by the server: its units come from elsewhere, for no fault of the location's
};

// The whole life of a fulfillment order; what is no row here cannot happen. Before it is released
// it is a parcel of its order's plan and has no row of its own.
inline constexpr auto fulfillment_transitions = [] {
    using enum FulfillmentState;
    using enum FulfillmentAction;
    using Row = Transition<FulfillmentState, FulfillmentAction>;
    return std::to_array<Row>({
        {released,         accept,          accepted        },
        {released,         reject,          rejected        },
        {released,         withdraw,        rejected        },
        {released,         request_cancel,  cancel_requested},
        {released,         cancel,          canceled        },
        {released,         give_up,         exception       },
        {released,         take_back,       released        },
        {accepted,         assign,          accepted        },
        {accepted,         start_picking,   picking         },
        {accepted,         reject,          rejected        },
        {accepted,         request_cancel,  cancel_requested},
        {accepted,         cancel,          canceled        },
        {accepted,         give_up,         exception       },
        {accepted,         take_back,       accepted        },
        {accepted,         withdraw,        rejected        },
        {picking,          assign,          picking         },
        {picking,          pick,            picking         },
        {picking,          fall_short,      picking         },
        {picking,          pack,            packed          },
        {picking,          make_ready,      ready           },
        {picking,          reject,          rejected        },
        {picking,          request_cancel,  cancel_requested},
        {picking,          cancel,          canceled        }, // nothing is left to pick
        {picking,          give_up,         exception       },
        {picking,          take_back,       picking         },
        {picking,          withdraw,        rejected        },
        {packed,           ship,            shipped         },
        {packed,           make_ready,      ready           },
        {packed,           send,            sent            },
        {packed,           request_cancel,  cancel_requested},
        {packed,           track,           packed          },
        {cancel_requested, track,           cancel_requested},
        {packed,           delay,           packed          },
        {shipped,          deliver,         delivered       },
        {shipped,          track,           shipped         },
        {delivered,        track,           delivered       },
        {ready,            collect,         collected       },
        {ready,            collect_part,    ready           },
        {ready,            request_cancel,  cancel_requested},
        {ready,            put_back,        canceled        },
        {sent,             receive,         received        },
        {cancel_requested, grant_cancel,    canceled        },
        {cancel_requested, resume_released, released        },
        {cancel_requested, resume_accepted, accepted        },
        {cancel_requested, resume_picking,  picking         },
        {cancel_requested, resume_packed,   packed          },
        {cancel_requested, resume_ready,    ready           },
        {released,         recall,          cancel_requested},
        {accepted,         recall,          cancel_requested},
        {picking,          recall,          cancel_requested},
        {packed,           recall,          cancel_requested},
        {cancel_requested, grant_recall,    rejected        },
        {shipped,          redirect,        shipped         },
        {sent,             delay,           sent            },
        {released,         delay,           released        },
        {accepted,         delay,           accepted        },
        {picking,          delay,           picking         },
        {cancel_requested, delay,           cancel_requested},
        {exception,        retry,           rejected        },
        {exception,        cancel,          canceled        },
    });
}();

template <>
struct EnumText<FulfillmentMethod> {
    static constexpr std::array<std::string_view, 3> names{"ship", "pickup", "ship_to_store"};
};
template <>
struct EnumText<FulfillmentState> {
    static constexpr std::array<std::string_view, 14> names{
        "released", "accepted",  "picking", "packed",   "shipped",  "delivered",
        "ready",    "collected", "sent",    "received", "rejected", "cancel_requested",
        "canceled", "exception"};
};
template <>
struct EnumText<FulfillmentAction> {
    static constexpr std::array<std::string_view, 33> names{"release",
                                                            "accept",
                                                            "assign",
                                                            "start_picking",
                                                            "pick",
                                                            "fall_short",
                                                            "pack",
                                                            "ship",
                                                            "deliver",
                                                            "make_ready",
                                                            "collect",
                                                            "send",
                                                            "receive",
                                                            "reject",
                                                            "withdraw",
                                                            "request_cancel",
                                                            "grant_cancel",
                                                            "resume_released",
                                                            "resume_accepted",
                                                            "resume_picking",
                                                            "resume_packed",
                                                            "resume_ready",
                                                            "cancel",
                                                            "put_back",
                                                            "give_up",
                                                            "retry",
                                                            "collect_part",
                                                            "track",
                                                            "take_back",
                                                            "delay",
                                                            "recall",
                                                            "grant_recall",
                                                            "redirect"};
};
template <>
struct EnumText<RefusalReason> {
    static constexpr std::array<std::string_view, 8> names{"not_found", "damaged", "sold_in_store",
                                                           "too_busy",  "closed",  "no_answer",
                                                           "other",     "moved"};
};

static_assert(is_deterministic(fulfillment_transitions));
static_assert(all_reachable(fulfillment_transitions, FulfillmentState::released));
static_assert(!next(fulfillment_transitions, FulfillmentState::shipped,
                    FulfillmentAction::request_cancel));

enum class ParcelState : std::uint8_t { packed, shipped, delivered, lost, voided };
enum class ParcelAction : std::uint8_t {
    ship,
    deliver,
    lose,
    find,
    unpack,
    redirect,         // the carrier brings it to the new address
    refuse_redirect,  // or does not
};
// Whether a carrier has been asked to bring it to an address that the order got later.
enum class RedirectState : std::uint8_t { none, pending, accepted, refused };
template <>
struct EnumText<RedirectState> {
    static constexpr std::array<std::string_view, 4> names{"none", "pending", "accepted",
                                                           "refused"};
};
template <>
struct EnumText<ParcelState> {
    static constexpr std::array<std::string_view, 5> names{"packed", "shipped", "delivered", "lost",
                                                           "voided"};
};
template <>
struct EnumText<ParcelAction> {
    static constexpr std::array<std::string_view, 7> names{
        "ship", "deliver", "lose", "find", "unpack", "redirect", "refuse_redirect"};
};
// What is lost may turn up with the customer after all; nothing else follows from it by itself.
inline constexpr auto parcel_transitions = [] {
    using enum ParcelState;
    using enum ParcelAction;
    using Row = Transition<ParcelState, ParcelAction>;
    return std::to_array<Row>({
        {packed,  ship,            shipped  },
        {packed,  unpack,          voided   },
        {shipped, deliver,         delivered},
        {shipped, lose,            lost     },
        {lost,    find,            delivered},
        {packed,  redirect,        packed   },
        {packed,  refuse_redirect, packed   },
        {shipped, redirect,        shipped  },
        {shipped, refuse_redirect, shipped  },
    });
}();
static_assert(is_deterministic(parcel_transitions));
static_assert(all_reachable(parcel_transitions, ParcelState::packed));

// How many parcels have got an SSCC so far.
struct ParcelNumbers {
    std::int64_t given = 0;
    friend bool operator==(const ParcelNumbers&, const ParcelNumbers&) = default;
};

// What the label is on.
struct Parcel {
    ParcelId parcel_id;
    ParcelState state = ParcelState::packed;
    std::string sscc;  // empty, or with a right check digit
    std::int64_t weight_g = 0;
    std::string tracking_number;
    RedirectState redirect = RedirectState::none;
    std::vector<ParcelUnits> units;
    friend bool operator==(const Parcel&, const Parcel&) = default;
};

// Units of one order line that the location is to work on.
struct FulfillmentLine {
    std::int64_t line_no = 0;
    Sku sku;
    std::int64_t quantity = 0;   // without units that fell short or were canceled
    std::int64_t picked = 0;     // of them off the shelf
    std::int64_t collected = 0;  // of them handed to the customer
    std::int64_t short_quantity = 0;
    std::int64_t missing = 0;  // of a transfer: of them not arrived
    friend bool operator==(const FulfillmentLine&, const FulfillmentLine&) = default;
};

// The share of an order that one location fulfills by one method: a task of its staff.
struct FulfillmentOrder {
    FulfillmentOrderId fulfillment_order_id;
    OrderId order_id;
    OrderNumber order_number;
    ChannelId channel_id;
    LocationId location_id;
    LocationId pickup_location;  // empty: delivered
    FulfillmentMethod method = FulfillmentMethod::ship;
    FulfillmentState state = FulfillmentState::released;
    Carriage carriage = Carriage::shelf;
    std::string service_id;
    std::string ship_date;  // ISO 8601; empty: nothing was planned
    std::optional<Timestamp> promised_by;
    std::int64_t attempt = 1;  // of how many locations this is the one that is asked
    std::vector<FulfillmentLine> lines;
    std::vector<Parcel> parcels;
    std::string assignee;  // who works on it
    std::optional<Timestamp> lease_until;
    // Until when the location has to accept, while it has not.
    std::optional<Timestamp> accept_by;
    // The units that the order wants back, while it does; granted by itself at `cancel_by`.
    std::vector<ParcelUnits> cancel_units;
    std::optional<Timestamp> cancel_by;
    FulfillmentState resume_state = FulfillmentState::released;  // should the request be refused
    // Of a transfer: when it is to be at the pickup location, moved on while it has not come; and
    // whether the customer was told so.
    std::optional<Timestamp> arrive_by;
    bool late_told = false;
    // The units are wanted back because the order goes elsewhere by now, not canceled.
    bool recalled = false;
    // Once the order goes elsewhere: the address that it was released for, which it keeps unless it
    // is given back, and the one that its parcels are to be redirected to. Empty: as the order.
    PersonalId ship_to_id;
    PersonalId redirect_to_id;
    std::optional<RefusalReason> refusal;
    // When its goods left for the customer, and when the last of them came there.
    std::optional<Timestamp> ship_time;
    std::optional<Timestamp> deliver_time;
    // The other locations that it was released to: until one accepts, each of them may.
    std::vector<ParcelOffer> offers{};
    Timestamp create_time;
    Timestamp update_time;
    EventHead head;
    friend bool operator==(const FulfillmentOrder&, const FulfillmentOrder&) = default;
};

// True when nobody has to do anything with it any more.
bool has_ended(const FulfillmentOrder& task);
// Some of it was handed to the customer.
bool has_collected(const FulfillmentOrder& task);
// Not yet begun: nothing was taken off a shelf.
bool is_untouched(const FulfillmentOrder& task);

// What may be done now, in the order of the table.
std::vector<FulfillmentAction> allowed_actions(const FulfillmentOrder& task);
// Carries out `action` on the state alone. Fails with Reason::illegal_transition.
Result<void> advance(FulfillmentOrder& task, FulfillmentAction action);

// A location that has parcels of an open order to be released, and by when the first of them was
// promised; Timestamp::max(): not told.
struct PlannedParcels {
    LocationId location_id;
    Timestamp promised_by = Timestamp::max();
    friend bool operator==(const PlannedParcels&, const PlannedParcels&) = default;
};
// By location.
std::vector<PlannedParcels> planned_at(const Order& order);
// The order's parcels with one more for whatever is allocated and in none of them: the plain rule
// plans none.
std::vector<OrderParcel> with_unplanned(const Order& order);

// When somebody has to act on it: until when it is to be accepted, else what was promised, else
// when it was released.
Timestamp due_of(const FulfillmentOrder& task);

// The task that a parcel of the order becomes.
FulfillmentOrder task_of(const Order& order, const OrderParcel& parcel);

// The offer made to `location`; null: none was.
const ParcelOffer* offer_to(const FulfillmentOrder& task, const LocationId& location);
// True while several locations may still accept it.
bool is_offered(const FulfillmentOrder& task);
// `by`, which it was offered to, has it from now on, by its own carrier and dates; among the offers
// is who had it before. Its units are the caller's to move. Requires such an offer.
void hand_to(FulfillmentOrder& task, const LocationId& by);

const FulfillmentLine* find_line(const FulfillmentOrder& task, std::int64_t line_no);
std::vector<ParcelUnits> units_of(const FulfillmentOrder& task);

// Takes units out of the task, as short, as canceled, or since they come from elsewhere; of each
// line not yet picked units first.
// Fails with Reason::illegal_transition, naming the line, when it has fewer.
enum class Removal : std::uint8_t { fall_short, cancel, take_back };
Result<void> remove_units(FulfillmentOrder& task, std::span<const ParcelUnits> units,
                          Removal removal);
// Units were taken off the shelf. Fails with Reason::wrong_item when a line has fewer to pick.
Result<void> count_picked(FulfillmentOrder& task, std::span<const ParcelUnits> units);
// The parcels hold just what was picked. Fails with Reason::illegal_transition: a unit that is not
// picked, or is in no parcel.
Result<void> check_packed(const FulfillmentOrder& task, std::span<const Parcel> parcels);

// The state that the order's units have while the task is in `state`.
UnitState unit_state_in(FulfillmentState state);
// Moves of the order's units from one state to another; those that touch a reservation name the
// task's location.
std::vector<UnitMove> moves_of(const FulfillmentOrder& task, std::span<const ParcelUnits> units,
                               UnitState from, UnitState to);

}  // namespace oms
