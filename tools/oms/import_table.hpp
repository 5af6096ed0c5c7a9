#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/oms/csv.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {

// One thing wrong in a file; `column` empty: the row as a whole.
struct ImportProblem {
    std::size_t row = 0;
    std::string column;
    std::string reason;
    // "row 3, column gtin"
    std::string where() const;
    friend auto operator<=>(const ImportProblem&, const ImportProblem&) = default;
};

// A column of a file; cells of a column that is not `filled` may be empty.
struct ImportColumn {
    std::string name;
    bool filled = false;
    // A file may be without it: its cells are then empty, and what they are about stays as it is.
    bool may_lack = false;
};

// The rows of a file under its headings. The headings must be exactly `columns`, in any order, but
// for those that it may lack: what a file left out would otherwise be lost without a word.
class ImportTable {
public:
    ImportTable(std::string_view text, std::vector<ImportColumn> columns);

    // Rows that have a cell for each heading; none when the headings are wrong.
    const std::vector<CsvRow>& rows() const { return rows_; }
    const std::string& cell(const CsvRow& row, const std::string& column) const;
    bool has(const std::string& column) const { return places_.contains(column); }
    bool must_be_filled(const std::string& column) const;

    void refuse(std::size_t row, std::string column, std::string reason);
    std::size_t problem_count() const { return problems_.size(); }
    // Everything found, by row.
    std::vector<ImportProblem> problems() const;

private:
    bool read_headings(const CsvRow& row);
    std::vector<ImportColumn> columns_;
    std::map<std::string, std::size_t> places_;
    std::vector<CsvRow> rows_;
    std::vector<ImportProblem> problems_;
};

// Reads the cells of one row and collects everything that is wrong with it. A value that was
// refused comes back empty or 0.
class RowReader {
public:
    RowReader(ImportTable& table, const CsvRow& row)
        : table_(table), row_(row), problems_before_(table.problem_count()) {}

    bool ok() const { return table_.problem_count() == problems_before_; }
    void refuse(const std::string& column, std::string reason);

    // Text of at most `longest` bytes that no spreadsheet takes for a formula.
    std::string text(const std::string& column, std::size_t longest);
    // An id of ours, without '/' unless `slash`.
    std::string code(const std::string& column, bool slash);
    // A GS1 key of one of these lengths, with its check digit; may be empty.
    std::string gs1_key(const std::string& column, std::vector<std::size_t> lengths);
    std::int64_t number(const std::string& column, std::int64_t least, std::int64_t most);
    // The raw cell of at most `longest` bytes, for a grammar of its own; a `parse_` failure's
    // message becomes the reason.
    std::string raw(const std::string& column, std::size_t longest);
    void refuse(const std::string& column, const Failure& failure, const std::string& what);

    template <class E>
    E enumeration(const std::string& column) {
        const std::string word = raw(column, 64);
        if (word.empty()) return E{};
        const auto value = parse_enum<E>(word, column);
        if (value) return *value;
        refuse(column, value.error(), column);
        return E{};
    }

private:
    ImportTable& table_;
    const CsvRow& row_;
    std::size_t problems_before_;
};

}  // namespace oms::cli
