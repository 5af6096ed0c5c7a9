#pragma once

#include <cstdint>
#include <string>

#include "domain/catalog.hpp"
#include "domain/enum_text.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace oms {

// How to reach a person.
struct Contact {
    std::string name;
    std::string email;
    std::string phone;
    // Of notices: "fr", "en", or empty: as the server is set.
    std::string language{};
    friend bool operator==(const Contact&, const Contact&) = default;
};

enum class PersonalKind : std::uint8_t {
    contact,
    ship_to,
    gift_message,
    note,
    cancel_comment,
    hold_reason
};
template <>
struct EnumText<PersonalKind> {
    static constexpr std::array<std::string_view, 6> names{
        "contact", "ship_to", "gift_message", "note", "cancel_comment", "hold_reason"};
};

// The one place of personal data: a row of its own, referred to by id and never copied into orders,
// events, logs or kept answers. Which members are used depends on `kind`.
struct PersonalRecord {
    PersonalId personal_id;
    OrderId order_id;
    PersonalKind kind = PersonalKind::note;
    Timestamp create_time;
    Contact contact;
    Address address;
    std::string text;
    friend bool operator==(const PersonalRecord&, const PersonalRecord&) = default;
};

}  // namespace oms
