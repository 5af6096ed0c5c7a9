#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <google/protobuf/arena.h>
#include <google/protobuf/timestamp.pb.h>
#include <oms/common/v1/common.pb.h>

#include "domain/catalog.hpp"
#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/money.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "services/common/field_check.hpp"

// What the messages of several services share, from the wire to the domain and back.
namespace oms::wire {

// Enumerators have the same order in the domain and on the wire, where 0 is "unspecified".
template <class Proto, class Domain>
Proto to_proto(Domain value) {
    return static_cast<Proto>(static_cast<int>(value) + 1);
}
// Unspecified and unknown values are refused.
template <class Domain, class Proto>
Domain enumeration(FieldCheck& check, std::string_view field, Proto value) {
    const int number = static_cast<int>(value);
    const int count = static_cast<int>(EnumText<Domain>::names.size());
    if (!check.require(number >= 1 && number <= count, field, "one of the values of its type"))
        return Domain{};
    return static_cast<Domain>(number - 1);
}
// Unspecified means `otherwise`; unknown values are refused.
template <class Domain, class Proto>
Domain enumeration_or(FieldCheck& check, std::string_view field, Proto value, Domain otherwise) {
    return static_cast<int>(value) == 0 ? otherwise : enumeration<Domain>(check, field, value);
}

// Reads the amounts of one request, which must all be of one currency: that of the first.
class MoneyCheck {
public:
    explicit MoneyCheck(FieldCheck& check) : check_(check) {}

    // A required amount of at least `least` minor units.
    Money amount(std::string_view field, bool given, const common::v1::Money& value,
                 std::int64_t least);
    // The same, or nothing when it is not given.
    Money amount_or_zero(std::string_view field, bool given, const common::v1::Money& value);

    // Fails with Reason::currency_mismatch.
    Result<Currency> one_currency() const;

private:
    FieldCheck& check_;
    std::optional<Currency> currency_;
    bool mixed_ = false;
};

// `field` is the name of the message field within what `check` is at.
Address address(FieldCheck& check, std::string_view field, const common::v1::Address& value);
Contact contact(FieldCheck& check, std::string_view field, const common::v1::Contact& value);
GeoPosition position(FieldCheck& check, std::string_view field,
                     const common::v1::GeoPosition& value);
// Years 2000 to 2199; what is finer than a microsecond is cut off.
Timestamp time(FieldCheck& check, std::string_view field, const google::protobuf::Timestamp& value);

void encode(Money value, common::v1::Money& out);
void encode(const Address& value, common::v1::Address& out);
void encode(const Contact& value, common::v1::Contact& out);
void encode(Timestamp value, google::protobuf::Timestamp& out);

// The etag of an aggregate at that version, and back; a text that is no etag of ours is refused.
std::string etag(const EventHead& head);
std::int64_t version_of_etag(FieldCheck& check, std::string_view field, std::string_view text);

// A message on an arena whose first block is on the stack: for what is made and dropped at once.
template <class Message>
class Scratch {
public:
    Scratch()
        : arena_(options(block_)),
          message_(*google::protobuf::Arena::CreateMessage<Message>(&arena_)) {}
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    Message& operator*() { return message_; }
    Message* operator->() { return &message_; }

private:
    static constexpr std::size_t block_bytes = 4096;
    static google::protobuf::ArenaOptions options(char* block) {
        google::protobuf::ArenaOptions options;
        options.initial_block = block;
        options.initial_block_size = block_bytes;
        return options;
    }
    alignas(8) char block_[block_bytes];
    google::protobuf::Arena arena_;
    Message& message_;
};

// Makes a message by `fill` and returns its bytes.
template <class Message, class Fill>
std::string bytes_of(Fill fill) {
    Scratch<Message> message;
    fill(*message);
    return message->SerializeAsString();
}

}  // namespace oms::wire
