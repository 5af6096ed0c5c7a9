#include "tools/oms/page.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms::cli {
namespace {

constexpr int gap_between_columns = 2;
// Below this a column is not cut further: nobody could read it.
constexpr int narrowest = 8;

// ECMA-48 select graphic rendition.
std::string_view color_of(Tone tone) {
    switch (tone) {
        case Tone::plain:
            return "";
        case Tone::strong:
            return "1";
        case Tone::good:
            return "32";
        case Tone::warning:
            return "33";
        case Tone::bad:
            return "31";
        case Tone::dim:
            return "2";
    }
    return "";
}

std::string spaces(int count) {
    return std::string(static_cast<std::size_t>(std::max(0, count)), ' ');
}

}  // namespace

std::string Style::paint(std::string_view text, Tone tone) const {
    if (!colors || tone == Tone::plain || text.empty()) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", color_of(tone), text);
}

void Table::add(std::vector<Cell> row) {
    OMS_REQUIRE(row.size() == columns_.size());
    for (Cell& cell : row)
        cell.text = printable(cell.text);
    rows_.push_back(std::move(row));
}

std::vector<int> Table::widths(std::optional<int> limit) const {
    std::vector<int> widths;
    int total = 0;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        int width = display_width(columns_[column].heading);
        for (const auto& row : rows_)
            width = std::max(width, display_width(row[column].text));
        widths.push_back(width);
        total += width + (column > 0 ? gap_between_columns : 0);
    }
    // Takes what is too much from the widest flexible column, again and again.
    while (limit && total > *limit) {
        std::size_t widest = columns_.size();
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            if (!columns_[column].flexible || widths[column] <= narrowest) continue;
            if (widest == columns_.size() || widths[column] > widths[widest]) widest = column;
        }
        if (widest == columns_.size()) break;
        --widths[widest];
        --total;
    }
    return widths;
}

std::vector<std::string> Table::lines(const Style& style, std::optional<int> limit) const {
    const std::vector<int> column_widths = widths(limit);
    const auto render = [&](const std::vector<Cell>& row) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            const std::string text = fit(row[column].text, std::max(1, column_widths[column]));
            const std::string padding = spaces(column_widths[column] - display_width(text));
            const bool right = columns_[column].align == Align::right;
            if (column > 0) line += spaces(gap_between_columns);
            if (right) line += padding;
            line += style.paint(text, row[column].tone);
            if (!right && column + 1 < row.size()) line += padding;
        }
        return line.substr(0, line.find_last_not_of(' ') + 1);
    };
    std::vector<Cell> headings;
    for (const Column& column : columns_)
        headings.emplace_back(column.heading, Tone::dim);
    std::vector<std::string> result{render(headings)};
    for (const auto& row : rows_)
        result.push_back(render(row));
    return result;
}

void Page::heading(std::string_view text) {
    out_ << style_.paint(printable(text), Tone::strong) << '\n';
}

void Page::line(std::string_view text, Tone tone) {
    out_ << style_.paint(printable(text), tone) << '\n';
}

void Page::facts(const std::vector<Fact>& facts) {
    int width = 0;
    for (const auto& [label, value] : facts) {
        if (!value.text.empty()) width = std::max(width, display_width(label));
    }
    for (const auto& [label, value] : facts) {
        if (value.text.empty()) continue;
        out_ << "  " << style_.paint(label, Tone::dim)
             << spaces(width - display_width(label) + gap_between_columns)
             << style_.paint(printable(value.text), value.tone) << '\n';
    }
}

void Page::table(const Table& table) {
    const std::optional<int> room = columns_ ? std::optional(*columns_ - 2) : std::nullopt;
    for (const std::string& line : table.lines(style_, room))
        out_ << "  " << line << '\n';
}

void Page::gap() {
    out_ << '\n';
}

}  // namespace oms::cli
