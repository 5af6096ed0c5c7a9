#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include "domain/contract.hpp"
#include "fulfillment/describe.hpp"
#include "services/common/common_wire.hpp"

// Messages as archives of fulfillment/describe.hpp: what a message has is read into the field of
// the same name, and written back. Enumerators are one above those of the domain, 0 is
// "unspecified"; a field with presence that is not given keeps its default.
namespace oms::wire {

using WeekdayFlags = std::array<bool, 7>;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <>
inline constexpr bool is_list<WeekdayFlags> = true;
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;
// Has a description of its own: a message of several fields.
template <class T>
inline constexpr bool is_described =
    std::is_class_v<T> && !is_list<T> && !is_id<T> && !std::is_same_v<T, std::string> &&
    !std::is_same_v<T, Timestamp> && !std::is_same_v<T, std::chrono::minutes> &&
    !std::is_same_v<T, fulfillment::LocalDate>;

inline const google::protobuf::FieldDescriptor& field_of(const google::protobuf::Message& message,
                                                         std::string_view name) {
    const auto* field = message.GetDescriptor()->FindFieldByName(std::string(name));
    OMS_REQUIRE(field != nullptr);
    return *field;
}

class MessageReader {
public:
    using Message = google::protobuf::Message;
    using Field = google::protobuf::FieldDescriptor;

    MessageReader(FieldCheck& check, const Message& from)
        : check_(check), from_(from), get_(*from.GetReflection()) {}

    template <class T>
    void field(const char* name, T& value) {
        read(field_of(from_, name), name, value, true);
    }
    template <class T>
    void optional_field(const char* name, T& value) {
        read(field_of(from_, name), name, value, false);
    }

private:
    static constexpr std::size_t longest_text = 200;
    static constexpr int most_entries = 10'000;

    bool is_given(const Field& field) const {
        return !field.has_presence() || get_.HasField(from_, &field);
    }

    template <class T>
    void read(const Field& field, const char* name, T& value, bool required) {
        if constexpr (is_list<T>) {
            read_list(field, name, value);
        } else if constexpr (TextEnum<T>) {
            const int number = get_.GetEnumValue(from_, &field);
            if (number != 0 || required) value = enumeration<T>(check_, name, number);
        } else {
            if (is_given(field)) read_one(field, name, value);
        }
    }
    template <class T>
    void read(const Field& field, const char* name, std::optional<T>& value, bool required) {
        if (get_.HasField(from_, &field)) read(field, name, value.emplace(), required);
    }

    void read_one(const Field& field, const char*, std::int64_t& value) {
        value = get_.GetInt64(from_, &field);
    }
    void read_one(const Field& field, const char*, std::int32_t& value) {
        value = get_.GetInt32(from_, &field);
    }
    void read_one(const Field& field, const char*, bool& value) {
        value = get_.GetBool(from_, &field);
    }
    void read_one(const Field& field, const char*, std::chrono::minutes& value) {
        value = std::chrono::minutes{get_.GetInt64(from_, &field)};
    }
    void read_one(const Field& field, const char* name, Timestamp& value) {
        const Message& given = get_.GetMessage(from_, &field);
        value = time(check_, name, static_cast<const google::protobuf::Timestamp&>(given));
    }
    void read_one(const Field& field, const char* name, std::string& value) {
        std::string scratch;
        accept(name, get_.GetStringReference(from_, &field, &scratch), value);
    }
    template <class Tag>
    void read_one(const Field& field, const char* name, Id<Tag>& value) {
        std::string scratch;
        accept(name, get_.GetStringReference(from_, &field, &scratch), value);
    }
    template <class T>
    requires is_described<T>
    void read_one(const Field& field, const char* name, T& value) {
        const auto at = check_.inside(name);
        MessageReader inner(check_, get_.GetMessage(from_, &field));
        describe(inner, value);
    }

    template <class T>
    void read_list(const Field& field, const char* name, std::vector<T>& list) {
        const int size = get_.FieldSize(from_, &field);
        list.clear();
        // Before anything is made of them: a few bytes can name very many.
        if (!check_.count(name, size, 0, most_entries)) return;
        list.reserve(static_cast<std::size_t>(size));
        for (int i = 0; i < size; ++i) {
            const auto at = check_.inside(name, i);
            read_element(field, i, list.emplace_back());
        }
    }
    // No weekdays: the usual ones.
    void read_list(const Field& field, const char* name, WeekdayFlags& days) {
        std::vector<Weekday> given;
        read_list(field, name, given);
        if (!given.empty()) days = {};
        for (const Weekday day : given)
            days[static_cast<std::size_t>(day)] = true;
    }
    template <class T>
    void read_element(const Field& field, int index, T& value) {
        if constexpr (is_described<T>) {
            MessageReader inner(check_, get_.GetRepeatedMessage(from_, &field, index));
            describe(inner, value);
        } else if constexpr (TextEnum<T>) {
            value = enumeration<T>(check_, "", get_.GetRepeatedEnumValue(from_, &field, index));
        } else {
            std::string scratch;
            accept("", get_.GetRepeatedStringReference(from_, &field, index, &scratch), value);
        }
    }

    void accept(const char* name, const std::string& text, std::string& value) {
        value = check_.text(name, text, {.longest = longest_text, .any_digits = true});
    }
    template <class Tag>
    void accept(const char* name, const std::string& text, Id<Tag>& value) {
        value = check_.id<Id<Tag>>(name, text, std::is_same_v<Id<Tag>, Sku>);
    }
    void accept(const char* name, const std::string& text, fulfillment::LocalDate& value) {
        const auto date = fulfillment::parse_date(text);
        if (check_.require(date.has_value(), name, "an ISO 8601 date, such as 2026-12-25"))
            value = *date;
    }

    FieldCheck& check_;
    const Message& from_;
    const google::protobuf::Reflection& get_;
};

class MessageWriter {
public:
    using Message = google::protobuf::Message;
    using Field = google::protobuf::FieldDescriptor;

    explicit MessageWriter(Message& to) : to_(to), set_(*to.GetReflection()) {}

    template <class T>
    void field(const char* name, T& value) {
        write(field_of(to_, name), value);
    }
    template <class T>
    void optional_field(const char* name, T& value) {
        write(field_of(to_, name), value);
    }

private:
    template <class E>
    static int number_of(E value) {
        return static_cast<int>(value) + 1;
    }

    void write(const Field& field, std::int64_t value) { set_.SetInt64(&to_, &field, value); }
    void write(const Field& field, std::int32_t value) { set_.SetInt32(&to_, &field, value); }
    void write(const Field& field, bool value) { set_.SetBool(&to_, &field, value); }
    void write(const Field& field, std::chrono::minutes value) { write(field, value.count()); }
    void write(const Field& field, const std::string& value) {
        set_.SetString(&to_, &field, value);
    }
    template <class Tag>
    void write(const Field& field, const Id<Tag>& value) {
        write(field, value.str());
    }
    template <TextEnum E>
    void write(const Field& field, E value) {
        set_.SetEnumValue(&to_, &field, number_of(value));
    }
    void write(const Field& field, Timestamp value) {
        encode(value,
               static_cast<google::protobuf::Timestamp&>(*set_.MutableMessage(&to_, &field)));
    }
    template <class T>
    requires is_described<T>
    void write(const Field& field, T& value) {
        Message& inner = *set_.MutableMessage(&to_, &field);
        MessageWriter writer(inner);
        describe(writer, value);
        // What says nothing is not written.
        if (inner.ByteSizeLong() == 0) set_.ClearField(&to_, &field);
    }
    template <class T>
    void write(const Field& field, std::optional<T>& value) {
        if (value) write(field, *value);
    }
    template <class T>
    void write(const Field& field, std::vector<T>& list) {
        for (T& value : list)
            add(field, value);
    }
    void write(const Field& field, const WeekdayFlags& days) {
        for (std::size_t i = 0; i < days.size(); ++i) {
            Weekday day = static_cast<Weekday>(i);
            if (days[i]) add(field, day);
        }
    }
    template <class T>
    void add(const Field& field, T& value) {
        if constexpr (is_described<T>) {
            MessageWriter writer(*set_.AddMessage(&to_, &field));
            describe(writer, value);
        } else if constexpr (TextEnum<T>) {
            set_.AddEnumValue(&to_, &field, number_of(value));
        } else if constexpr (is_id<T>) {
            set_.AddString(&to_, &field, value.str());
        } else if constexpr (std::is_same_v<T, fulfillment::LocalDate>) {
            set_.AddString(&to_, &field, fulfillment::date_text(value));
        } else {
            set_.AddString(&to_, &field, value);
        }
    }

    Message& to_;
    const google::protobuf::Reflection& set_;
};

}  // namespace oms::wire
