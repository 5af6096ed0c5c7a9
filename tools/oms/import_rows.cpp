#include "tools/oms/import_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "domain/catalog.hpp"
#include "domain/order_tags.hpp"
#include "domain/stock.hpp"
#include "tools/oms/hours.hpp"
#include "tools/oms/text.hpp"

namespace oms::cli {
namespace {

namespace catalog = oms::catalog::v1;

constexpr std::int64_t most_weight_g = 1'000'000'000;
constexpr std::int64_t most_length_mm = 1'000'000;
constexpr std::int64_t longest_window_s = 86'400;
constexpr std::int64_t most_acceptance_minutes = 10'080;
constexpr std::int64_t most_hold_days = 90;
constexpr std::size_t longest_title = 200;
constexpr std::size_t longest_brand = 100;
constexpr std::size_t longest_place = 100;
constexpr std::size_t longest_postal_code = 20;
constexpr std::size_t longest_hours = 200;
constexpr std::size_t longest_tags = 1'000;
constexpr std::size_t longest_exceptions = 32'768;
constexpr auto days = std::to_array<const char*>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});

void read_capabilities(RowReader& reader, catalog::Location& location) {
    const std::string cell = reader.raw("capabilities", longest_hours);
    if (cell.empty()) return;
    for (const std::string& word : split_text(cell, ' ')) {
        const auto capability = parse_enum<catalog::Capability>(word, "capabilities");
        if (!capability) {
            reader.refuse("capabilities", capability.error(), "capabilities");
        } else if (std::find(location.capabilities().begin(), location.capabilities().end(),
                             *capability) != location.capabilities().end()) {
            reader.refuse("capabilities", "'" + word + "' is named twice");
        } else {
            location.add_capabilities(*capability);
        }
    }
}

void read_tags(RowReader& reader, catalog::Item& item) {
    const std::string cell = reader.raw("tags", longest_tags);
    if (cell.empty()) return;
    for (const std::string& tag : split_text(cell, ' ')) {
        if (!is_tag(tag)) {
            reader.refuse("tags", "'" + tag +
                                      "' is no tag: 1 to 32 lower-case letters, digits, '_', '.' "
                                      "and '-', with a space between two");
        } else if (std::find(item.tags().begin(), item.tags().end(), tag) != item.tags().end()) {
            reader.refuse("tags", "'" + tag + "' is named twice");
        } else {
            item.add_tags(tag);
        }
    }
    if (item.tags_size() > static_cast<int>(most_item_tags)) reader.refuse("tags", "more than 20");
}

void read_address(RowReader& reader, catalog::Location& location) {
    oms::common::v1::Address address;
    for (const char* column : {"address_line1", "address_line2"}) {
        const std::string line = reader.text(column, longest_title);
        if (!line.empty()) address.add_lines(line);
    }
    address.set_postal_code(reader.text("postal_code", longest_postal_code));
    address.set_locality(reader.text("locality", longest_place));
    address.set_administrative_area(reader.text("administrative_area", longest_place));
    address.set_country_code(reader.text("country_code", 2));
    if (const std::string position = reader.raw("position", longest_place); !position.empty()) {
        auto parsed = parse_position(position, "position");
        if (parsed) {
            *address.mutable_position() = std::move(*parsed);
        } else {
            reader.refuse("position", parsed.error(), "position");
        }
    }
    if (address.ByteSizeLong() > 0) *location.mutable_address() = std::move(address);
}

void read_hours(RowReader& reader, catalog::Location& location) {
    for (std::size_t day = 0; day < days.size(); ++day) {
        const std::string column = days[day];
        const std::string cell = reader.raw(column, longest_hours);
        const auto weekday = static_cast<catalog::Weekday>(day + 1);
        if (const auto added = add_hours_of_day(cell, weekday, column, location); !added)
            reader.refuse(column, added.error(), column);
    }
    const std::string cell = reader.raw("exceptions", longest_exceptions);
    if (const auto added = add_exception_list(cell, "exceptions", location); !added)
        reader.refuse("exceptions", added.error(), "exceptions");
}

// What none of the cells says stays as it is at a location that is there.
void read_fulfillment(RowReader& reader, catalog::Location& location) {
    catalog::FulfillmentSettings settings;
    settings.set_release(reader.enumeration<catalog::ReleaseMode>("release"));
    settings.set_acceptance_minutes(static_cast<std::int32_t>(
        reader.number("acceptance_minutes", -1, most_acceptance_minutes)));
    settings.set_pickup_hold_days(
        static_cast<std::int32_t>(reader.number("pickup_hold_days", 0, most_hold_days)));
    if (settings.ByteSizeLong() > 0) *location.mutable_fulfillment() = settings;
}

// The number in "weekly_hours[3].opens_minute".
int index_in(const std::string& field) {
    const std::size_t at = field.find('[');
    int index = -1;
    if (at != std::string::npos)
        std::from_chars(field.data() + at + 1, field.data() + field.size(), index);
    return index;
}

}  // namespace

std::vector<ImportColumn> ItemImport::columns() {
    std::vector<ImportColumn> columns{
        {"sku",             true },
        {"title",           true },
        {"gtin",            false},
        {"weight_g",        false},
        {"length_mm",       false},
        {"width_mm",        false},
        {"height_mm",       false},
        {"handling_class",  false},
        {"backorder_limit", false}
    };
    columns.push_back({"tags", false, true});
    return columns;
}

ItemImport::Row ItemImport::read(RowReader& reader) {
    Row item;
    item.set_sku(reader.code("sku", true));
    item.set_title(reader.text("title", longest_title));
    item.set_gtin(reader.gs1_key("gtin", {8, 12, 13, 14}));
    item.set_weight_g(reader.number("weight_g", 0, most_weight_g));
    item.set_length_mm(reader.number("length_mm", 0, most_length_mm));
    item.set_width_mm(reader.number("width_mm", 0, most_length_mm));
    item.set_height_mm(reader.number("height_mm", 0, most_length_mm));
    item.set_handling_class(reader.enumeration<catalog::HandlingClass>("handling_class"));
    item.set_backorder_limit(reader.number("backorder_limit", 0, quantity_limit));
    read_tags(reader, item);
    return item;
}

std::string ItemImport::column_of(const Row&, const std::string& field) {
    return field.starts_with("tags[") ? "tags" : field;
}

std::vector<ImportColumn> LocationImport::columns() {
    std::vector<ImportColumn> columns{
        {"location_id",         true },
        {"name",                true },
        {"type",                true },
        {"gln",                 false},
        {"time_zone",           true },
        {"capabilities",        false},
        {"address_line1",       false},
        {"address_line2",       false},
        {"postal_code",         false},
        {"locality",            false},
        {"administrative_area", false},
        {"country_code",        true },
        {"position",            false}
    };
    for (const char* day : days)
        columns.push_back({day, false});
    columns.push_back({"exceptions", false});
    for (const char* setting : {"release", "acceptance_minutes", "pickup_hold_days"})
        columns.push_back({setting, false, true});
    return columns;
}

LocationImport::Row LocationImport::read(RowReader& reader) {
    Row location;
    location.set_location_id(reader.code("location_id", false));
    location.set_name(reader.text("name", longest_title));
    location.set_type(reader.enumeration<catalog::LocationType>("type"));
    location.set_gln(reader.gs1_key("gln", {13}));
    location.set_time_zone(reader.text("time_zone", longest_place));
    read_capabilities(reader, location);
    read_address(reader, location);
    read_hours(reader, location);
    read_fulfillment(reader, location);
    return location;
}

std::string LocationImport::column_of(const Row& row, const std::string& field) {
    const int index = index_in(field);
    if (field.starts_with("weekly_hours[") && index >= 0 && index < row.weekly_hours_size()) {
        const auto day = static_cast<std::size_t>(row.weekly_hours(index).weekday() - 1);
        return day < days.size() ? days[day] : field;
    }
    if (field.starts_with("hours_exceptions")) return "exceptions";
    if (field.starts_with("capabilities")) return "capabilities";
    if (field.starts_with("address.lines[")) return index == 0 ? "address_line1" : "address_line2";
    if (field.starts_with("address.position")) return "position";
    for (const std::string_view part : {"address.", "fulfillment."}) {
        if (field.starts_with(part)) return field.substr(part.size());
    }
    return field;
}

std::vector<ImportColumn> ChannelImport::columns() {
    return {
        {"channel_id",         true },
        {"name",               true },
        {"type",               true },
        {"brand",              true },
        {"grace_window_s",     false},
        {"duplicate_window_s", false}
    };
}

ChannelImport::Row ChannelImport::read(RowReader& reader) {
    Row channel;
    channel.set_channel_id(reader.code("channel_id", false));
    channel.set_name(reader.text("name", longest_title));
    channel.set_type(reader.enumeration<catalog::ChannelType>("type"));
    channel.set_brand(reader.text("brand", longest_brand));
    channel.set_grace_window_s(
        static_cast<std::int32_t>(reader.number("grace_window_s", 0, longest_window_s)));
    // An empty cell is not a window of 0: the server has a default.
    if (!reader.raw("duplicate_window_s", longest_hours).empty())
        channel.set_duplicate_window_s(
            static_cast<std::int32_t>(reader.number("duplicate_window_s", 0, longest_window_s)));
    return channel;
}

std::string ChannelImport::column_of(const Row&, const std::string& field) {
    return field;
}

std::string StockImport::key(const Row& row) {
    if (row.sku().empty() || row.location_id().empty()) return {};
    return row.sku() + "@" + row.location_id();
}

std::vector<ImportColumn> StockImport::columns() {
    return {
        {"sku",         true},
        {"location_id", true},
        {"on_hand",     true}
    };
}

StockImport::Row StockImport::read(RowReader& reader) {
    Row row;
    row.set_sku(reader.code("sku", true));
    row.set_location_id(reader.code("location_id", false));
    row.set_on_hand(reader.number("on_hand", 0, quantity_limit));
    return row;
}

std::string StockImport::column_of(const Row&, const std::string& field) {
    return field;
}

}  // namespace oms::cli
