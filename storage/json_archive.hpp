#pragma once

// The JSON of rows and events, from the field lists of domain/describe.hpp.
//   id, text     string           money   "1999 EUR" (minor units, ISO 4217)
//   count, flag  number, boolean  time    microseconds since the Unix epoch, UTC
//   enumerator   its stored text  line quantities   object of the states that have units
// A field equal to its default may be absent.

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "domain/describe.hpp"

namespace oms::storage {

class JsonWriter {
public:
    template <class T>
    void field(std::string_view name, const T& value) {
        key(name);
        write(value);
    }
    template <class T>
    void optional_field(std::string_view name, const T& value) {
        if (value == T{}) return;
        field(name, value);
    }
    // `describe_fields` lists the fields of one object.
    template <class F>
    void object(F describe_fields) {
        writer_.StartObject();
        describe_fields(*this);
        writer_.EndObject();
    }
    template <class T>
    requires(!TextEnum<T>) void write(const T& value) {
        // describe() serves reading too, so it takes a mutable value; writing changes nothing.
        object([&](JsonWriter& self) { describe(self, const_cast<T&>(value)); });
    }
    void write(const std::string& text) { string(text); }
    template <class Tag>
    void write(const Id<Tag>& id) {
        string(id.str());
    }
    void write(bool flag) { writer_.Bool(flag); }
    void write(std::int64_t number) { writer_.Int64(number); }
    void write(std::int32_t number) { writer_.Int(number); }
    template <TextEnum E>
    void write(E value) {
        string(enum_text(value));
    }
    void write(Timestamp time) { writer_.Int64(to_unix_micros(time)); }
    void write(const Money& amount);
    void write(const LineQuantities& quantities);
    template <class T>
    void write(const std::optional<T>& value) {
        if (value) {
            write(*value);
        } else {
            writer_.Null();
        }
    }
    template <class T>
    void write(const std::vector<T>& list) {
        write_list(list, [](JsonWriter& self, const T& value) { self.write(value); });
    }
    template <class T, class F>
    void write_list(const std::vector<T>& list, F write_one) {
        writer_.StartArray();
        for (const T& value : list)
            write_one(*this, value);
        writer_.EndArray();
    }
    void key(std::string_view name) {
        writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    }
    // Valid until the next clear().
    std::string_view text() const { return {buffer_.GetString(), buffer_.GetSize()}; }
    void clear() {
        buffer_.Clear();
        writer_.Reset(buffer_);
    }

private:
    void string(std::string_view text) {
        writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

// Reads one object. Nothing throws: what does not fit is remembered, see ok().
class JsonReader {
public:
    explicit JsonReader(const rapidjson::Value& object, bool& ok) : object_(object), ok_(ok) {
        if (!object.IsObject()) ok_ = false;
    }
    template <class T>
    void field(std::string_view name, T& value) {
        if (const rapidjson::Value* found = find(name)) {
            read(*found, value);
        } else {
            ok_ = false;
        }
    }
    template <class T>
    void optional_field(std::string_view name, T& value) {
        if (const rapidjson::Value* found = find(name)) read(*found, value);
    }

private:
    const rapidjson::Value* find(std::string_view name) const;
    template <class T>
    requires(!TextEnum<T>) void read(const rapidjson::Value& from, T& value) {
        JsonReader reader(from, ok_);
        if (from.IsObject()) describe(reader, value);
    }
    void read(const rapidjson::Value& from, std::string& text);
    template <class Tag>
    void read(const rapidjson::Value& from, Id<Tag>& id) {
        std::string text;
        read(from, text);
        id = Id<Tag>::trusted(std::move(text));
    }
    void read(const rapidjson::Value& from, bool& flag);
    void read(const rapidjson::Value& from, std::int64_t& number);
    void read(const rapidjson::Value& from, std::int32_t& number);
    template <TextEnum E>
    void read(const rapidjson::Value& from, E& value) {
        std::string text;
        read(from, text);
        if (const auto known = enum_from_text<E>(text)) {
            value = *known;
        } else {
            ok_ = false;
        }
    }
    void read(const rapidjson::Value& from, Timestamp& time);
    void read(const rapidjson::Value& from, Money& amount);
    void read(const rapidjson::Value& from, LineQuantities& quantities);
    template <class T>
    void read(const rapidjson::Value& from, std::optional<T>& value) {
        value.reset();
        if (!from.IsNull()) read(from, value.emplace());
    }
    template <class T>
    void read(const rapidjson::Value& from, std::vector<T>& list) {
        list.clear();
        if (!from.IsArray()) {
            ok_ = false;
            return;
        }
        list.reserve(from.Size());
        for (const auto& element : from.GetArray())
            read(element, list.emplace_back());
    }

    const rapidjson::Value& object_;
    bool& ok_;
};

// Reads `json` as one object with the fields that `describe_fields(reader)` lists. Fails with
// Reason::corrupt_row.
template <class F>
Result<void> read_json_fields(std::string_view json, F describe_fields) {
    rapidjson::Document document;
    document.Parse(json.data(), json.size());
    bool ok = !document.HasParseError();
    if (ok) {
        JsonReader reader(document, ok);
        if (ok) describe_fields(reader);
    }
    if (!ok) return fail(Reason::corrupt_row, "a stored document cannot be read");
    return {};
}

template <class T>
Result<T> read_json(std::string_view json) {
    T value;
    OMS_CHECK(read_json_fields(json, [&](JsonReader& reader) { describe(reader, value); }));
    return value;
}

template <class T>
std::string to_json(const T& value) {
    JsonWriter writer;
    writer.write(value);
    return std::string(writer.text());
}

// The data of an event, and back by its type.
void write_event_data(JsonWriter& writer, const EventData& data);
Result<EventData> read_event_data(std::string_view type, std::string_view json);

// A refusal that kept changes, as its kept answer.
std::string error_to_json(const Error& error);
Result<Error> error_from_json(std::string_view json);

// A JSON object without one of its fields. Fails with Reason::corrupt_row when it is not an object.
Result<std::string> without_field(std::string_view json, const char* name);

}  // namespace oms::storage
