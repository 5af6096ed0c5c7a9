#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "domain/result.hpp"

namespace oms {

// One row of an import as it was read: its place among the rows of its request, from 0.
template <class T>
struct ImportRow {
    int index = 0;
    T value;
};

// One thing wrong with one row; `field` empty: the row as a whole.
struct RowProblem {
    int row = 0;
    std::string field;
    std::string description;
    friend bool operator==(const RowProblem&, const RowProblem&) = default;
};

// What an import did, or would do.
struct ImportOutcome {
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::vector<RowProblem> problems;
};
using EncodeImport = std::function<std::string(const ImportOutcome&)>;

// MALFORMED_REQUEST with every problem as a violation such as "rows[17].gtin".
Error import_refused(const std::vector<RowProblem>& problems);

// How an import ends: a dry run answers with the problems, another is refused when there are any.
Result<std::string> end_import(const ImportOutcome& outcome, bool validate_only,
                               const EncodeImport& encode);

}  // namespace oms
