#include "tools/oms/event_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

std::string value_text(const nlohmann::ordered_json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_array()) return fmt::format("[{}]", value.size());
    if (value.is_object()) return "{...}";
    return value.dump();
}

}  // namespace

std::string data_summary(const std::string& data_json) {
    if (data_json.empty()) return {};
    const auto data = nlohmann::ordered_json::parse(data_json, nullptr, false);
    if (!data.is_object()) return data_json;
    std::string summary;
    for (const auto& [key, value] : data.items()) {
        if (value.is_null()) continue;
        summary += fmt::format("{}{}={}", summary.empty() ? "" : " ", key, value_text(value));
    }
    return summary;
}

std::string event_line(const oms::events::v1::Event& event, bool with_aggregate) {
    const std::string about =
        with_aggregate ? fmt::format("{}/{}", event.aggregate_type(), event.aggregate_id())
                       : std::string();
    return fmt::format("{}  {:<20} {}{}#{}  {}  {}", time_text(event.time()), event.type(), about,
                       about.empty() ? "" : " ", event.aggregate_sequence(), event.actor(),
                       data_summary(event.data_json()));
}

Outcome<void> set_aggregate(const std::string& text, oms::events::v1::EventFilter& filter) {
    OMS_TRY(const auto parts,
            parse_pair(text, '/', "--aggregate", "TYPE/ID, such as order/ord_01J..."));
    filter.set_aggregate_type(parts.first);
    filter.set_aggregate_id(parts.second);
    return {};
}

}  // namespace oms::cli
