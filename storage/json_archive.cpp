#include "storage/json_archive.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/describe_effect.hpp"
#include "domain/describe_fulfillment.hpp"
#include "domain/describe_payments.hpp"

namespace oms::storage {
namespace {

template <class T, class... Rest>
Result<EventData> read_as(std::string_view type, std::string_view json) {
    if (type == T::type) {
        OMS_TRY(T data, read_json<T>(json));
        return EventData(std::move(data));
    }
    if constexpr (sizeof...(Rest) > 0) {
        return read_as<Rest...>(type, json);
    } else {
        return fail(Reason::corrupt_row, "an event of an unknown type");
    }
}

template <class V>
struct EventReader;
template <class... T>
struct EventReader<std::variant<T...>> {
    static Result<EventData> read(std::string_view type, std::string_view json) {
        return read_as<T...>(type, json);
    }
};

}  // namespace

void JsonWriter::write(const Money& amount) {
    std::array<char, 32> buffer{};
    char* end = std::to_chars(buffer.data(), buffer.data() + 24, amount.minor_units()).ptr;
    *end++ = ' ';
    const std::string_view code = amount.currency().code();
    end = std::copy(code.begin(), code.end(), end);
    string({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}

void JsonWriter::write(const LineQuantities& quantities) {
    object([&](JsonWriter& self) {
        for (std::size_t i = 0; i < unit_state_count; ++i) {
            const auto state = static_cast<UnitState>(i);
            if (quantities.in(state) != 0) self.field(enum_text(state), quantities.in(state));
        }
        self.optional_field("return_expected", quantities.return_expected());
        self.optional_field("returned", quantities.returned());
    });
}

const rapidjson::Value* JsonReader::find(std::string_view name) const {
    const rapidjson::Value key(
        rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size())));
    const auto member = object_.FindMember(key);
    return member == object_.MemberEnd() ? nullptr : &member->value;
}

void JsonReader::read(const rapidjson::Value& from, std::string& text) {
    if (from.IsString()) {
        text.assign(from.GetString(), from.GetStringLength());
    } else {
        ok_ = false;
    }
}

void JsonReader::read(const rapidjson::Value& from, bool& flag) {
    if (from.IsBool()) {
        flag = from.GetBool();
    } else {
        ok_ = false;
    }
}

void JsonReader::read(const rapidjson::Value& from, std::int64_t& number) {
    if (from.IsInt64()) {
        number = from.GetInt64();
    } else {
        ok_ = false;
    }
}

void JsonReader::read(const rapidjson::Value& from, std::int32_t& number) {
    if (from.IsInt()) {
        number = from.GetInt();
    } else {
        ok_ = false;
    }
}

void JsonReader::read(const rapidjson::Value& from, Timestamp& time) {
    std::int64_t micros = 0;
    read(from, micros);
    time = from_unix_micros(micros);
}

void JsonReader::read(const rapidjson::Value& from, Money& amount) {
    std::string text;
    read(from, text);
    std::int64_t units = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), units);
    const auto used = static_cast<std::size_t>(end - text.data());
    if (error == std::errc{} && used + 4 == text.size() && text[used] == ' ') {
        if (const auto currency = Currency::parse(std::string_view(text).substr(used + 1))) {
            if (const auto money = Money::of(units, *currency)) {
                amount = *money;
                return;
            }
        }
    }
    ok_ = false;
}

void JsonReader::read(const rapidjson::Value& from, LineQuantities& quantities) {
    std::array<std::int64_t, unit_state_count> units{};
    std::int64_t return_expected = 0;
    std::int64_t returned = 0;
    JsonReader reader(from, ok_);
    if (!from.IsObject()) return;
    for (std::size_t i = 0; i < unit_state_count; ++i)
        reader.optional_field(enum_text(static_cast<UnitState>(i)), units[i]);
    reader.optional_field("return_expected", return_expected);
    reader.optional_field("returned", returned);
    quantities = LineQuantities::from_row(units, return_expected, returned);
}

void write_event_data(JsonWriter& writer, const EventData& data) {
    std::visit([&](const auto& event) { writer.write(event); }, data.any());
}

Result<EventData> read_event_data(std::string_view type, std::string_view json) {
    return EventReader<AnyEvent>::read(type, json);
}

namespace {

struct StoredPair {
    std::string name;
    std::string value;
    std::string more;
    friend bool operator==(const StoredPair&, const StoredPair&) = default;
};
template <class A>
void describe(A& a, StoredPair& v) {
    a.field("name", v.name);
    a.field("value", v.value);
    a.optional_field("more", v.more);
}
struct StoredError {
    std::string reason;
    std::string detail;
    std::vector<StoredPair> fields;
    std::vector<StoredPair> preconditions;
    std::vector<StoredPair> metadata;
};
template <class A>
void describe(A& a, StoredError& v) {
    a.field("reason", v.reason);
    a.optional_field("detail", v.detail);
    a.optional_field("fields", v.fields);
    a.optional_field("preconditions", v.preconditions);
    a.optional_field("metadata", v.metadata);
}

}  // namespace

std::string error_to_json(const Error& error) {
    StoredError stored{std::string(info(error.reason).name), error.detail, {}, {}, {}};
    for (const auto& field : error.fields)
        stored.fields.push_back({field.field, field.description, {}});
    for (const auto& p : error.preconditions)
        stored.preconditions.push_back({p.type, p.subject, p.description});
    for (const auto& [name, value] : error.metadata)
        stored.metadata.push_back({name, value, {}});
    return to_json(stored);
}

Result<Error> error_from_json(std::string_view json) {
    OMS_TRY(StoredError stored, read_json<StoredError>(json));
    const auto row =
        std::find_if(reason_table.begin(), reason_table.end(),
                     [&](const ReasonInfo& candidate) { return candidate.name == stored.reason; });
    if (row == reason_table.end())
        return fail(Reason::corrupt_row, "a kept refusal of an unknown reason");
    Error error{row->reason, stored.detail, {}, {}, {}, true};
    for (const auto& field : stored.fields)
        error.fields.push_back({field.name, field.value});
    for (const auto& p : stored.preconditions)
        error.preconditions.push_back({p.name, p.value, p.more});
    for (const auto& pair : stored.metadata)
        error.metadata.emplace_back(pair.name, pair.value);
    return error;
}

Result<std::string> without_field(std::string_view json, const char* name) {
    rapidjson::Document document;
    document.Parse(json.data(), json.size());
    if (document.HasParseError() || !document.IsObject())
        return fail(Reason::corrupt_row, "stored JSON is not an object");
    document.RemoveMember(name);
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    document.Accept(writer);
    return std::string(buffer.GetString(), buffer.GetSize());
}

}  // namespace oms::storage
