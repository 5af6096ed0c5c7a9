#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/oms/commands.hpp"
#include "tools/oms/import_table.hpp"

namespace oms::cli {

struct ImportOptions {
    std::string file, import_id, errors;
};
// Declares what every import takes.
void add_import_options(CLI::App& verb, ImportOptions& options, const std::string& columns);

// A file to import.
struct ImportFile {
    std::string text;
    // When it was last written; now for the standard input. No later than now.
    google::protobuf::Timestamp time;
};
Outcome<ImportFile> read_import_file(Session& session, const std::string& path);

// What the server said to one chunk.
struct ChunkReply {
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::vector<ImportProblem> problems;
};

// A file that has been read, and how its rows are sent.
struct ImportJob {
    const char* rows_name = "";
    std::string import_id;
    std::vector<ImportProblem> problems;  // of the file itself
    std::vector<std::size_t> chunk_rows;  // how many rows each chunk has
    std::function<Outcome<ChunkReply>(std::size_t chunk, const std::string& request_id,
                                      bool validate_only)>
        send;
    std::vector<Page::Fact> facts;  // shown at the end
    // Sent for real also when nothing would change: the server takes note of it.
    bool notes_unchanged = false;
    // What it replaces may be more than what the file says: somebody is asked first.
    bool takes_away = false;
};

// Checks everything, then, unless there is any problem or it is a dry run, sends what changes
// something. Reports progress, every problem and what was done.
Outcome<ExitCode> run_import(Session& session, const ImportOptions& options, const ImportJob& job);

// Names an import by what it would do: the same file with the same `about` has the same id.
std::string make_import_id(std::string_view about, std::string_view text);

// The most rows, and about the most bytes, of one chunk.
inline constexpr std::size_t most_chunk_rows = 500;
inline constexpr std::size_t most_chunk_bytes = 2U << 20U;

// The rows of one kind that are well formed, each with its row in the file.
template <class Kind>
struct ImportRows {
    std::vector<typename Kind::Row> rows;
    std::vector<std::size_t> lines;
};

template <class Kind>
ImportRows<Kind> read_import_rows(ImportTable& table) {
    ImportRows<Kind> result;
    std::map<std::string, std::size_t> first_lines;
    for (const CsvRow& csv : table.rows()) {
        RowReader reader(table, csv);
        typename Kind::Row row = Kind::read(reader);
        if (const std::string key = Kind::key(row); !key.empty()) {
            const auto [first, is_new] = first_lines.try_emplace(key, csv.line);
            if (!is_new) {
                reader.refuse(Kind::key_column,
                              "the same as in row " + std::to_string(first->second));
            }
        }
        if (!reader.ok()) continue;
        result.rows.push_back(std::move(row));
        result.lines.push_back(csv.line);
    }
    return result;
}

// Where each chunk begins, and the end.
template <class Row>
std::vector<std::size_t> chunk_bounds(const std::vector<Row>& rows) {
    std::vector<std::size_t> bounds{0};
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        bytes += rows[i].ByteSizeLong();
        if (i - bounds.back() < most_chunk_rows && bytes <= most_chunk_bytes) continue;
        bounds.push_back(i);
        bytes = rows[i].ByteSizeLong();
    }
    if (!rows.empty()) bounds.push_back(rows.size());
    return bounds;
}

// Imports `file`; `request` has what all chunks share, `about` what else makes the import this one.
template <class Kind>
Outcome<ExitCode> import_file(Session& session, const ImportOptions& options,
                              const ImportFile& file, typename Kind::Request request,
                              const std::string& about, std::vector<Page::Fact> facts = {}) {
    ImportTable table(file.text, Kind::columns());
    const ImportRows<Kind> given = read_import_rows<Kind>(table);
    const std::vector<std::size_t> bounds = chunk_bounds(given.rows);
    ImportJob job;
    job.rows_name = Kind::name;
    job.import_id = options.import_id.empty() ? make_import_id(Kind::name + about, file.text)
                                              : options.import_id;
    request.set_import_id(job.import_id);
    if constexpr (requires { Kind::complete(table, request); }) Kind::complete(table, request);
    job.problems = table.problems();
    job.facts = std::move(facts);
    job.notes_unchanged = Kind::notes_unchanged;
    job.takes_away = Kind::takes_away;
    for (std::size_t i = 1; i < bounds.size(); ++i)
        job.chunk_rows.push_back(bounds[i] - bounds[i - 1]);
    job.send = [&](std::size_t chunk, const std::string& request_id,
                   bool validate_only) -> Outcome<ChunkReply> {
        const std::size_t first = bounds[chunk];
        typename Kind::Request one = request;
        one.set_request_id(request_id);
        one.set_validate_only(validate_only);
        for (std::size_t i = first; i < bounds[chunk + 1]; ++i)
            *one.add_rows() = given.rows[i];
        OMS_TRY(const auto answer, session.call(Kind::method, one, Patience::long_running));
        ChunkReply reply{answer.created(), answer.updated(), answer.unchanged(), {}};
        for (const auto& problem : answer.problems()) {
            const std::size_t i = first + static_cast<std::size_t>(problem.row());
            if (i >= given.rows.size()) continue;
            reply.problems.push_back({given.lines[i],
                                      Kind::column_of(given.rows[i], problem.field()),
                                      problem.description()});
        }
        return reply;
    };
    return run_import(session, options, job);
}

}  // namespace oms::cli
