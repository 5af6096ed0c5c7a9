#include "tools/oms/import_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/ids.hpp"
#include "domain/text.hpp"
#include "tools/oms/text.hpp"

namespace oms::cli {
namespace {

constexpr int longest_quote = 40;

bool is_utf16(std::string_view text) {
    return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

// A piece of the file, short enough to be quoted in a reason.
std::string excerpt(std::string_view text) {
    return fit(printable(text.substr(0, 400)), longest_quote);
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string ImportProblem::where() const {
    if (column.empty()) return fmt::format("row {}", row);
    return fmt::format("row {}, column {}", row, column);
}

ImportTable::ImportTable(std::string_view text, std::vector<ImportColumn> columns)
    : columns_(std::move(columns)) {
    if (is_utf16(text)) {
        refuse(1, "", "the file is UTF-16: save it as UTF-8");
        return;
    }
    CsvText csv = read_csv(text);
    for (CsvProblem& problem : csv.problems)
        refuse(problem.line, "", std::move(problem.reason));
    if (csv.rows.empty()) {
        if (csv.problems.empty()) refuse(1, "", "the file is empty");
        return;
    }
    // A bad line before the first row was the one with the headings.
    if (!csv.problems.empty() && csv.problems.front().line < csv.rows.front().line) return;
    if (!read_headings(csv.rows.front())) return;
    if (csv.rows.size() == 1 && csv.problems.empty())
        refuse(csv.rows.front().line, "", "there is no row under the headings");
    for (std::size_t i = 1; i < csv.rows.size(); ++i) {
        CsvRow& row = csv.rows[i];
        if (row.cells.size() == places_.size()) {
            rows_.push_back(std::move(row));
        } else {
            refuse(row.line, "",
                   fmt::format("{} cells under {} headings", row.cells.size(), places_.size()));
        }
    }
}

bool ImportTable::read_headings(const CsvRow& row) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const std::string& name = row.cells[i];
        const bool known = std::any_of(columns_.begin(), columns_.end(),
                                       [&](const ImportColumn& c) { return c.name == name; });
        if (!known) {
            refuse(row.line, excerpt(name), "no such column");
        } else if (!places_.try_emplace(name, i).second) {
            refuse(row.line, name, "named twice");
        }
    }
    bool complete = true;
    for (const ImportColumn& column : columns_) {
        if (column.may_lack || has(column.name)) continue;
        refuse(row.line, column.name, "missing");
        complete = false;
    }
    return complete && row.cells.size() == places_.size();
}

const std::string& ImportTable::cell(const CsvRow& row, const std::string& column) const {
    static const std::string none;
    const auto place = places_.find(column);
    return place == places_.end() ? none : row.cells[place->second];
}

bool ImportTable::must_be_filled(const std::string& column) const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [&](const ImportColumn& c) { return c.name == column && c.filled; });
}

void ImportTable::refuse(std::size_t row, std::string column, std::string reason) {
    problems_.push_back({row, std::move(column), std::move(reason)});
}

std::vector<ImportProblem> ImportTable::problems() const {
    std::vector<ImportProblem> sorted = problems_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.row < b.row; });
    return sorted;
}

void RowReader::refuse(const std::string& column, std::string reason) {
    table_.refuse(row_.line, column, std::move(reason));
}

void RowReader::refuse(const std::string& column, const Failure& failure, const std::string& what) {
    const std::string prefix = what + ": ";
    const std::string& message = failure.message;
    refuse(column,
           printable(message.starts_with(prefix) ? message.substr(prefix.size()) : message));
}

std::string RowReader::raw(const std::string& column, std::size_t longest) {
    const std::string& cell = table_.cell(row_, column);
    if (cell.empty() && table_.must_be_filled(column)) {
        refuse(column, "empty");
    } else if (cell.size() > longest) {
        refuse(column, fmt::format("{} bytes, at most {} are possible", cell.size(), longest));
    } else if (!is_clean_text(cell)) {
        const bool control = is_ascii(cell) || is_clean_text(cell, true);
        refuse(column, control ? "holds control characters, such as a line end or a tab"
                               : "not UTF-8: save the file as UTF-8");
    } else {
        return cell;
    }
    return {};
}

std::string RowReader::text(const std::string& column, std::size_t longest) {
    std::string cell = table_.cell(row_, column);
    if (is_formula(cell)) {
        refuse(column, fmt::format("'{}' begins like a formula", excerpt(cell)));
        return {};
    }
    return raw(column, longest);
}

std::string RowReader::code(const std::string& column, bool slash) {
    const std::string& cell = table_.cell(row_, column);
    if (!cell.empty() && is_code(cell) && (slash || cell.find('/') == std::string::npos))
        return cell;
    if (cell.empty()) {
        refuse(column, "empty");
    } else {
        refuse(column, fmt::format("'{}' is not 1 to 64 letters, digits, '.', '_'{}", excerpt(cell),
                                   slash ? ", '-' and '/'" : " and '-'"));
    }
    return {};
}

std::string RowReader::gs1_key(const std::string& column, std::vector<std::size_t> lengths) {
    const std::string& cell = table_.cell(row_, column);
    if (cell.empty()) return {};
    const bool fits = std::find(lengths.begin(), lengths.end(), cell.size()) != lengths.end();
    const bool digits =
        std::all_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!fits || !digits) {
        refuse(column,
               fmt::format("'{}' is not {} digits", excerpt(cell), fmt::join(lengths, " or ")));
    } else if (!has_gs1_check_digit(cell)) {
        refuse(column, fmt::format("'{}' has a wrong check digit", cell));
    } else {
        return cell;
    }
    return {};
}

std::int64_t RowReader::number(const std::string& column, std::int64_t least, std::int64_t most) {
    const std::string& cell = table_.cell(row_, column);
    if (cell.empty()) {
        if (table_.must_be_filled(column)) refuse(column, "empty");
        return 0;
    }
    const auto value = parse_integer(cell, column);
    if (!value) {
        refuse(column, fmt::format("'{}' is not a whole number", excerpt(cell)));
    } else if (*value < least || *value > most) {
        refuse(column, fmt::format("{} is not {} to {}", *value, least, most));
    } else {
        return *value;
    }
    return 0;
}

}  // namespace oms::cli
