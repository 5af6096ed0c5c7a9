#include "fulfillment/postal_centroids.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "domain/text.hpp"

namespace oms::fulfillment {
namespace {

constexpr std::size_t lines_named = 25;

// Which columns hold what, from 0.
struct Layout {
    char separator = '\t';
    std::size_t columns = 12;
    std::size_t country = 0;
    std::size_t postal_code = 1;
    std::size_t latitude = 9;
    std::size_t longitude = 10;
};

// Takes the next line off `text`, without its line feed and carriage return.
std::string_view next_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// Quotes count in comma separated rows only (RFC 4180, without line breaks inside a field).
std::vector<std::string> fields_of(std::string_view line, char separator) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (separator == ',' && c == '"') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
                fields.back().push_back('"');
                ++i;
            } else {
                quoted = !quoted;
            }
        } else if (c == separator && !quoted) {
            fields.emplace_back();
        } else {
            fields.back().push_back(c);
        }
    }
    return fields;
}

// Decimal degrees as millionths; digits beyond the sixth are dropped. No floating point, so that
// every machine reads alike.
std::optional<std::int32_t> microdegrees(std::string_view text, std::int64_t limit_degrees) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.front() == '.') return std::nullopt;
    std::int64_t value = 0;
    int decimals = -1;  // before the point
    for (const char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        if (decimals >= 6) continue;
        value = value * 10 + (c - '0');
        decimals += decimals >= 0 ? 1 : 0;
        if (value > 360'000'000) return std::nullopt;
    }
    for (int i = std::max(decimals, 0); i < 6; ++i)
        value *= 10;
    if (value > limit_degrees * 1'000'000) return std::nullopt;
    return static_cast<std::int32_t>(negative ? -value : value);
}

// The layout that a first line of column names tells; nothing when it names too few.
std::optional<Layout> layout_of(const std::vector<std::string>& names) {
    const auto column = [&](std::string_view name) {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                        names.begin());
    };
    const Layout layout{',',           names.size(), column("country"), column("postal_code"),
                        column("lat"), column("lon")};
    const auto last =
        std::max({layout.country, layout.postal_code, layout.latitude, layout.longitude});
    if (last == names.size()) return std::nullopt;
    return layout;
}

struct Row {
    std::string key;
    GeoPosition position;
};

// A row, or what is wrong with it.
tl::expected<Row, const char*> row_of(std::string_view line, const Layout& layout) {
    const auto wrong = [](const char* what) { return tl::unexpected<const char*>(what); };
    const auto fields = fields_of(line, layout.separator);
    if (fields.size() != layout.columns) return wrong("has the wrong number of columns");
    const std::string& country = fields[layout.country];
    if (!is_country_code(country)) return wrong("has no country code");
    const std::string code = normalized_postal_code(country, fields[layout.postal_code]);
    if (code.empty()) return wrong("has no postal code");
    const auto latitude = microdegrees(fields[layout.latitude], 90);
    const auto longitude = microdegrees(fields[layout.longitude], 180);
    if (!latitude || !longitude) return wrong("has no position in degrees");
    return Row{
        country + code, {*latitude, *longitude}
    };
}

struct Sum {
    std::int64_t latitude = 0;
    std::int64_t longitude = 0;
    std::int64_t count = 0;
    void add(GeoPosition position) {
        latitude += position.latitude_microdegrees;
        longitude += position.longitude_microdegrees;
        ++count;
    }
    GeoPosition mean() const {
        return {static_cast<std::int32_t>(latitude / count),
                static_cast<std::int32_t>(longitude / count)};
    }
};

}  // namespace

Result<PostalCentroids> PostalCentroids::parse(std::string_view text) {
    Error error{Reason::malformed_field, "postal codes", {}, {}, {}, false};
    Layout layout;
    std::size_t number = 0;
    if (text.starts_with("country,") || text.substr(0, text.find('\n')).find('\t') == text.npos) {
        const auto named = layout_of(fields_of(next_line(text), ','));
        if (!named)
            return fail(Reason::malformed_field,
                        "line 1: neither 12 columns between tabs nor names of columns");
        layout = *named;
        number = 1;
    }
    std::map<std::string, Sum, std::less<>> sums;
    while (!text.empty()) {
        ++number;
        const std::string_view line = next_line(text);
        if (line.empty()) continue;
        const auto row = row_of(line, layout);
        if (row) {
            sums[row->key].add(row->position);
        } else if (error.fields.size() < lines_named) {
            error.fields.push_back({fmt::format("line {}", number), row.error()});
        }
    }
    if (!error.fields.empty()) return fail(std::move(error));
    PostalCentroids centroids;
    for (const auto& [key, sum] : sums)
        centroids.entries_.push_back({key, sum.mean()});
    return centroids;
}

PostalCentroids::Range PostalCentroids::beginning_with(std::string_view prefix) const {
    const auto begin =
        std::lower_bound(entries_.begin(), entries_.end(), prefix,
                         [](const Entry& entry, std::string_view p) { return entry.key < p; });
    const auto end = std::find_if_not(
        begin, entries_.end(), [&](const Entry& entry) { return entry.key.starts_with(prefix); });
    return {begin, end};
}

std::optional<GeoPosition> PostalCentroids::find(std::string_view country_code,
                                                 std::string_view postal_code) const {
    const std::string key =
        std::string(country_code) + normalized_postal_code(country_code, postal_code);
    constexpr std::size_t fewest_shared = 2;
    const std::size_t shortest = country_code.size() + 1;
    for (std::size_t length = key.size(); length >= shortest; --length) {
        const std::string_view prefix = std::string_view(key).substr(0, length);
        const auto found =
            std::lower_bound(entries_.begin(), entries_.end(), prefix,
                             [](const Entry& entry, std::string_view p) { return entry.key < p; });
        if (found != entries_.end() && found->key == prefix) return found->position;
    }
    for (std::size_t length = key.size(); length >= country_code.size() + fewest_shared; --length) {
        const auto [begin, end] = beginning_with(std::string_view(key).substr(0, length));
        if (begin == end) continue;
        Sum sum;
        std::for_each(begin, end, [&](const Entry& entry) { sum.add(entry.position); });
        return sum.mean();
    }
    return std::nullopt;
}

PostalPlace PostalCentroids::located(PostalPlace place) const {
    if (!place.position) place.position = find(place.country_code, place.postal_code);
    return place;
}

}  // namespace oms::fulfillment
