#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/attempt_lock.hpp"
#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/life_cycle.hpp"
#include "domain/order.hpp"
#include "domain/time.hpp"

namespace oms {

enum class PickupState : std::uint8_t { preparing, ready, collected, expired, canceled };
enum class PickupAction : std::uint8_t {
    place,         // the order was placed
    change,        // its units, or the promise, are others
    make_ready,    // goods are on the pickup shelf
    remind,        // the customer was told again
    extend,        // goods wait longer
    name_proxy,    // somebody else may collect
    reissue_code,  // a new code; the old one is dead
    count_wrong,   // a wrong code was told
    arrive,        // the customer waits outside
    leave,         // and went away again
    collect_part,
    collect,  // nothing is left on the pickup shelf
    expire,   // the time is over: goods are to be put back
    revive,   // the customer came before they were
    cancel,   // nothing is left to collect
    alert,    // the customer has waited outside for a while
};

// The whole life of a pickup; what is no row here cannot happen.
inline constexpr auto pickup_transitions = [] {
    using enum PickupState;
    using enum PickupAction;
    using Row = Transition<PickupState, PickupAction>;
    return std::to_array<Row>({
        {preparing, change,       preparing},
        {preparing, make_ready,   ready    },
        {preparing, name_proxy,   preparing},
        {preparing, reissue_code, preparing},
        {preparing, count_wrong,  preparing},
        {preparing, arrive,       preparing},
        {preparing, leave,        preparing},
        {preparing, alert,        preparing},
        {preparing, cancel,       canceled },
        {ready,     change,       ready    },
        {ready,     make_ready,   ready    },
        {ready,     remind,       ready    },
        {ready,     extend,       ready    },
        {ready,     name_proxy,   ready    },
        {ready,     reissue_code, ready    },
        {ready,     count_wrong,  ready    },
        {ready,     arrive,       ready    },
        {ready,     leave,        ready    },
        {ready,     alert,        ready    },
        {ready,     collect_part, ready    },
        {ready,     collect,      collected},
        {ready,     expire,       expired  },
        {ready,     cancel,       canceled },
        {expired,   revive,       ready    },
        {expired,   change,       expired  },
        {expired,   count_wrong,  expired  },
        {expired,   collect,      collected}, // the rest was put back
        {expired,   cancel,       canceled }, // everything was put back
    });
}();

template <>
struct EnumText<PickupState> {
    static constexpr std::array<std::string_view, 5> names{"preparing", "ready", "collected",
                                                           "expired", "canceled"};
};
template <>
struct EnumText<PickupAction> {
    static constexpr std::array<std::string_view, 16> names{
        "place",        "change",      "make_ready", "remind", "extend",       "name_proxy",
        "reissue_code", "count_wrong", "arrive",     "leave",  "collect_part", "collect",
        "expire",       "revive",      "cancel",     "alert"};
};
static_assert(is_deterministic(pickup_transitions));
static_assert(all_reachable(pickup_transitions, PickupState::preparing));

// How a clerk made sure to whom goods were given.
enum class PickupProof : std::uint8_t { code, identity, override_reason };
template <>
struct EnumText<PickupProof> {
    static constexpr std::array<std::string_view, 3> names{"code", "identity", "override_reason"};
};

// Units of one order line that are to be collected.
struct PickupLine {
    std::int64_t line_no = 0;
    Sku sku;
    std::int64_t quantity = 0;  // still to be collected or collected; without canceled ones
    std::int64_t ready = 0;     // of them on the pickup shelf
    std::int64_t collected = 0;
    friend bool operator==(const PickupLine&, const PickupLine&) = default;
};

// Somebody who may collect. Number 1 is the buyer. The code follows from pickup, holder and issue
// by a secret; nothing stores it.
struct PickupHolder {
    std::int64_t holder_no = 1;
    PersonalId personal_id;  // of a proxy: the name
    std::int64_t issue_no = 1;
    bool active = true;
    friend bool operator==(const PickupHolder&, const PickupHolder&) = default;
};

// Who got what, when, from whom.
struct Handover {
    Timestamp time;
    std::string clerk;
    std::string till;            // may be empty
    std::int64_t holder_no = 0;  // 0: nobody's code was told
    PickupProof proof = PickupProof::code;
    bool identity_checked = false;
    bool age_checked = false;
    PersonalId text_id;  // why without a code, or who it was; may be empty
    std::vector<ParcelUnits> units;
    friend bool operator==(const Handover&, const Handover&) = default;
};

// What one order's customer collects at one location.
struct Pickup {
    PickupId pickup_id;
    OrderId order_id;
    OrderNumber order_number;
    ChannelId channel_id;
    LocationId location_id;
    PickupState state = PickupState::preparing;
    std::optional<Timestamp> promised_by;  // ready for collection
    std::optional<Timestamp> ready_time;   // first ready
    std::optional<Timestamp> hold_until;   // goods wait until then
    bool extended = false;
    std::vector<PickupLine> lines;
    std::vector<PickupHolder> holders;
    bool identity_required = false;
    bool age_required = false;
    AttemptLock attempts;  // wrong codes that were told
    std::optional<Timestamp> arrival_time;
    std::string arrival_place;  // such as "bay 4"
    std::vector<Handover> handovers;
    Timestamp create_time;
    Timestamp update_time;
    EventHead head;
    friend bool operator==(const Pickup&, const Pickup&) = default;
};

// A customer who waits outside is served within so many minutes; staff are alerted before.
inline constexpr Duration arrival_alert_time = std::chrono::minutes{3};
inline constexpr Duration arrival_service_time = std::chrono::minutes{5};
// Goods whose item has this tag are handed over to a checked identity only.
inline constexpr std::string_view identity_tag = "identity-required";

bool has_ended(const Pickup& pickup);
// What may be done now, in the order of the table.
std::vector<PickupAction> allowed_actions(const Pickup& pickup);
// Carries out `action` on the state alone. Fails with Reason::illegal_transition.
Result<void> advance(Pickup& pickup, PickupAction action);

// The pickups of an order that is being placed: one for each location where lines are collected.
std::vector<Pickup> pickups_of(const Order& order);

// The pickup's lines as the quantities of its order say by now. `place`: everything of that
// location.
void update_lines(Pickup& pickup, const Order& order);
// When somebody has to act on it: until when ready goods wait, else when they were promised, else
// when it was placed.
Timestamp due_of(const Pickup& pickup);
// Units on the pickup shelf, by line.
std::vector<ParcelUnits> ready_units(const Pickup& pickup);
// The holder with that number while it is active; null otherwise.
const PickupHolder* find_holder(const Pickup& pickup, std::int64_t holder_no);

// What rows keep of a code: a keyed hash, unique among those of a location (K1).
struct PickupCodeKey {
    LocationId location_id;
    std::array<std::uint8_t, 32> hash{};
    friend auto operator<=>(const PickupCodeKey&, const PickupCodeKey&) = default;
};
// The port behind which codes are derived and compared: a secret that the domain does not know. Any
// thread.
class PickupCodeBook {
public:
    virtual ~PickupCodeBook() = default;
    virtual PickupCodeKey key_of(const Pickup& pickup, const PickupHolder& holder) const = 0;
    // The number of the active holder whose code it is, as a person told it; 0: nobody's. Takes the
    // same time for every wrong code.
    virtual std::int64_t holder_of(const Pickup& pickup, std::string_view code) const = 0;
};
// Where no secret is known: no code is right.
class NoPickupCodes final : public PickupCodeBook {
public:
    PickupCodeKey key_of(const Pickup& pickup, const PickupHolder&) const override {
        return {pickup.location_id, {}};
    }
    std::int64_t holder_of(const Pickup&, std::string_view) const override { return 0; }
};

// Whose code it is. An empty pickup: nobody's any more.
struct PickupCodeOwner {
    PickupId pickup_id;
    std::int64_t holder_no = 0;
    friend bool operator==(const PickupCodeOwner&, const PickupCodeOwner&) = default;
};

}  // namespace oms

template <>
struct std::hash<oms::PickupCodeKey> {
    std::size_t operator()(const oms::PickupCodeKey& key) const noexcept {
        std::size_t seed = std::hash<oms::LocationId>{}(key.location_id);
        for (std::size_t i = 0; i < 8; ++i)
            seed = oms::hash_mix(seed, key.hash[i]);
        return seed;
    }
};
