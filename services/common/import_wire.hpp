#pragma once

#include <chrono>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "services/common/common_wire.hpp"
#include "services/common/field_check.hpp"
#include "services/common/import_rows.hpp"

// What the imports of several services share, from the wire to the domain and back.
namespace oms::wire {

inline constexpr int most_import_rows = 500;
// How long a caller may wait for one: it stands behind all other work.
inline constexpr std::chrono::minutes longest_import{10};

// The rows of a request: those that are well formed, and what is wrong with the others.
template <class T>
struct ImportRows {
    std::vector<ImportRow<T>> rows;
    std::vector<RowProblem> problems;
};

// Checks what is the same for every import: ids and the number of rows.
template <class Request>
void check_import(FieldCheck& check, const Request& request) {
    check.request_id(request.request_id());
    check.own_id<ExternalId>("import_id", request.import_id());
    check.count("rows", request.rows_size(), 1, most_import_rows);
}

// Reads every row by `read(check, row)`; `key(value)` must differ from row to row, `key_field`
// names it.
template <class T, class Request, class Read, class Key>
ImportRows<T> read_rows(const Request& request, const char* key_field, Read read, Key key) {
    ImportRows<T> result;
    std::unordered_set<std::string> keys;
    for (int i = 0; i < request.rows_size(); ++i) {
        FieldCheck check;
        T value = read(check, request.rows(i));
        if (check.ok() && !keys.insert(key(value)).second)
            check.refuse(key_field, "in an earlier row of the request already");
        if (check.ok()) {
            result.rows.push_back({i, std::move(value)});
            continue;
        }
        for (FieldViolation& violation : std::move(check).error().fields) {
            result.problems.push_back(
                {i, std::move(violation.field), std::move(violation.description)});
        }
    }
    return result;
}

// The rows, unless the request as a whole is refused, or a row of one that is no dry run.
template <class T, class Request, class Read, class Key>
Result<ImportRows<T>> import_rows(FieldCheck check, const Request& request, const char* key_field,
                                  Read read, Key key) {
    check_import(check, request);
    if (!check.ok()) return fail(std::move(check).error());
    ImportRows<T> rows = read_rows<T>(request, key_field, read, key);
    if (!rows.problems.empty() && !request.validate_only())
        return fail(import_refused(rows.problems));
    return rows;
}

template <class Reply>
std::string import_reply(const ImportOutcome& outcome) {
    return bytes_of<Reply>([&](auto& reply) {
        reply.set_created(outcome.created);
        reply.set_updated(outcome.updated);
        reply.set_unchanged(outcome.unchanged);
        for (const RowProblem& problem : outcome.problems) {
            auto& one = *reply.add_problems();
            one.set_row(problem.row);
            one.set_field(problem.field);
            one.set_description(problem.description);
        }
    });
}

// Bulk work: it waits behind all other work, and its events name the import as their cause.
template <class Request>
Command::Header import_header(Command::Header header, const Request& request) {
    header.priority = Priority::low;
    header.cause = request.import_id();
    return header;
}

}  // namespace oms::wire
