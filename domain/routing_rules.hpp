#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/actor.hpp"
#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace oms {

// A version is a draft until it is published for the first time, and published for ever after.
enum class RulesState : std::uint8_t { draft, published };
template <>
struct EnumText<RulesState> {
    static constexpr std::array<std::string_view, 2> names{"draft", "published"};
};

// One version of the routing rules: 1, 2, 3, ... Its document never changes; publishing only makes
// it the one in force.
struct RulesVersion {
    std::int64_t version = 0;
    RulesState state = RulesState::draft;
    // The document, opaque here: JSON of oms.routing.v1.RoutingRules, checked before it is kept.
    std::string body;
    std::string author;   // who made the draft
    std::string comment;  // nothing personal: it is in the event log
    Timestamp create_time;
    std::optional<Timestamp> publish_time;  // of its newest publication
    EventHead head;
    friend bool operator==(const RulesVersion&, const RulesVersion&) = default;
};

// How far the rules of a store have come.
struct RulesHead {
    std::int64_t newest_version = 0;  // 0: there is none
    std::int64_t in_force = 0;        // a published version, or 0 before the first
    // How often a version came into force: the same again only as long as nobody has published.
    std::int64_t publications = 0;
    friend bool operator==(const RulesHead&, const RulesHead&) = default;
};

// What decisions follow: a published version.
struct RulesInForce {
    std::int64_t version = 0;
    std::int64_t publications = 0;  // as in RulesHead
    // As in RulesVersion.
    std::string body;
    std::string author;
    std::string comment;
    Timestamp create_time;
    std::optional<Timestamp> publish_time;
    friend bool operator==(const RulesInForce&, const RulesInForce&) = default;
};

RulesInForce rules_in_force(const RulesVersion& rules, const RulesHead& head);

// The one row of a table that has one.
enum class SingleRow : std::uint8_t { only };

// Who may read rules; others are told that versions come and go, not what they hold.
bool sees_rules(const Actor& actor);

// "3": the aggregate id of a version in events.
std::string rules_aggregate_id(std::int64_t version);
// Back; 0 for what is no version.
std::int64_t rules_version_of(std::string_view aggregate_id);

}  // namespace oms
