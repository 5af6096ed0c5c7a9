#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oms::cli {

// Comma-separated values (RFC 4180), strictly:
//
//     file = [BOM] *line       line = row LF / row CR LF      row = cell *("," cell)
//     cell = *char / DQUOTE *(char / LF / 2DQUOTE) DQUOTE     char has no DQUOTE when not quoted
//
// Lines without anything are passed over; spaces belong to their cell.
struct CsvRow {
    std::size_t line = 0;  // where it begins, from 1: what a spreadsheet calls its row
    std::vector<std::string> cells;
};
struct CsvProblem {
    std::size_t line = 0;
    std::string reason;
};
struct CsvText {
    std::vector<CsvRow> rows;
    std::vector<CsvProblem> problems;
};

// Reads all of it: after a line that cannot be read it goes on with the next. The last line needs
// its end: without, nobody can tell the whole file from one that was cut off.
CsvText read_csv(std::string_view text);

// One row with its line end. A cell that a spreadsheet would run as a formula gets an apostrophe.
std::string csv_line(const std::vector<std::string>& cells);

// True for text that a spreadsheet takes for a formula: begins with = + - @, tab or CR.
bool is_formula(std::string_view text);

}  // namespace oms::cli
