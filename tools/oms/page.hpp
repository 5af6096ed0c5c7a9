#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/oms/text.hpp"

namespace oms::cli {

// What a piece of text says beside its words. Shown as a color where colors are on.
enum class Tone { plain, strong, good, warning, bad, dim };

// Turns tones into terminal colors, or leaves text alone.
struct Style {
    bool colors = false;
    std::string paint(std::string_view text, Tone tone) const;
};

// One cell: raw text, made printable when it is shown.
struct Cell {
    Cell(std::string shown, Tone tone_of = Tone::plain) : text(std::move(shown)), tone(tone_of) {}
    Cell(const char* shown, Tone tone_of = Tone::plain) : text(shown), tone(tone_of) {}
    std::string text;
    Tone tone;
};

enum class Align { left, right };

// Rows under headings, in columns that are as wide as their widest cell.
class Table {
public:
    struct Column {
        std::string heading;
        Align align = Align::left;
        // May be cut when the terminal is too narrow.
        bool flexible = false;
    };
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
    // Requires: one cell per column.
    void add(std::vector<Cell> row);
    bool empty() const { return rows_.empty(); }
    // Lines without line ends; no longer than `limit` columns as far as flexible columns allow.
    std::vector<std::string> lines(const Style& style, std::optional<int> limit) const;

private:
    std::vector<int> widths(std::optional<int> limit) const;
    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

// What people read: headings, labeled facts, tables. Every text is made printable here, so nothing
// that a server sends reaches the terminal raw.
class Page {
public:
    using Fact = std::pair<std::string, Cell>;

    Page(std::ostream& out, Style style, std::optional<int> columns)
        : out_(out), style_(style), columns_(columns) {}
    void heading(std::string_view text);
    void line(std::string_view text, Tone tone = Tone::plain);
    // Labels in one column, values in the next; facts without text are left out.
    void facts(const std::vector<Fact>& facts);
    void table(const Table& table);
    void gap();

private:
    std::ostream& out_;
    Style style_;
    std::optional<int> columns_;
};

}  // namespace oms::cli
