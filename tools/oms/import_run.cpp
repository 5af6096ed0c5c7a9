#include "tools/oms/import_run.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <sys/stat.h>

#include "domain/ids.hpp"
#include "tools/oms/confirm.hpp"
#include "tools/oms/import_progress.hpp"
#include "tools/oms/text.hpp"

namespace oms::cli {
namespace {

constexpr std::size_t longest_file = std::size_t{64} << 20U;
constexpr std::size_t longest_import_id = 40;
constexpr std::size_t most_shown = 20;
constexpr int attempts = 6;
constexpr std::chrono::milliseconds first_wait{200};
constexpr std::int64_t million = 1'000'000;

google::protobuf::Timestamp to_wire(std::int64_t unix_micros) {
    google::protobuf::Timestamp time;
    time.set_seconds(unix_micros / million);
    time.set_nanos(static_cast<std::int32_t>(unix_micros % million * 1000));
    return time;
}

Outcome<std::string> read_to_end(std::istream& stream, const std::string& name) {
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (stream.bad()) return usage_error(fmt::format("cannot read {}", name));
    if (text.size() > longest_file)
        return usage_error(fmt::format("{} is larger than 64 MiB: import it in parts", name));
    return text;
}

// Sends one chunk until it is answered; what is busy or gone for a moment is asked again.
Outcome<ChunkReply> send_patiently(Session& session, const ImportJob& job, std::size_t chunk,
                                   const std::string& request_id, bool validate_only) {
    std::chrono::milliseconds wait = first_wait;
    for (int attempt = 1;; ++attempt) {
        auto reply = job.send(chunk, request_id, validate_only);
        const bool passing = !reply && reply.error().exit_code == ExitCode::unavailable;
        if (!passing || attempt == attempts) return reply;
        if (session.environment().interrupt.wait_for(wait))
            return tl::unexpected<Failure>(interrupted());
        wait *= 2;
    }
}

// All of them as CSV, for a spreadsheet.
Outcome<void> write_problems(const std::string& path, const std::vector<ImportProblem>& problems) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << csv_line({"row", "column", "reason"});
    for (const ImportProblem& problem : problems)
        file << csv_line(
            {std::to_string(problem.row), printable(problem.column), printable(problem.reason)});
    file.flush();
    if (!file) return usage_error(fmt::format("cannot write {}", path));
    return {};
}

tl::unexpected<Failure> refused_file(const ImportOptions& options,
                                     std::vector<ImportProblem> problems,
                                     const std::string& outcome) {
    std::stable_sort(problems.begin(), problems.end(),
                     [](const auto& a, const auto& b) { return a.row < b.row; });
    Failure failure;
    failure.exit_code = ExitCode::usage;
    failure.reason = "BAD_FILE";
    failure.message = fmt::format("{} problem{} in {}; {}", problems.size(),
                                  problems.size() == 1 ? "" : "s", options.file, outcome);
    for (const ImportProblem& problem : problems) {
        if (failure.fields.size() == most_shown) break;
        failure.fields.push_back({problem.where(), problem.reason});
    }
    failure.metadata["total"] = std::to_string(problems.size());
    std::string path = options.errors;
    if (path.empty() && problems.size() > most_shown && options.file != "-")
        path = options.file + ".errors.csv";
    if (path.empty() && problems.size() > most_shown) {
        failure.hint = "Give --errors FILE to get all of them.";
    } else if (!path.empty()) {
        const auto written = write_problems(path, problems);
        failure.hint =
            written ? fmt::format("All of them are in {}.", path) : written.error().message + ".";
    }
    return tl::unexpected<Failure>(std::move(failure));
}

struct Totals {
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    void add(const ChunkReply& reply) {
        created += reply.created;
        updated += reply.updated;
        unchanged += reply.unchanged;
    }
};

class Import {
public:
    Import(Session& session, const ImportOptions& options, const ImportJob& job)
        : session_(session), options_(options), job_(job) {
        for (const std::size_t rows : job.chunk_rows)
            rows_ += rows;
        // Each run has request ids of its own: what the file says is sent anew also when it was
        // imported before and something else after it. An id of the caller's own is used as it is.
        run_ = fmt::format("{:08x}", std::random_device()());
    }

    Outcome<ExitCode> run() {
        OMS_CHECK(check());
        const bool dry = session_.options().dry_run;
        if (!dry) {
            OMS_TRY(const bool go_on, agreed());
            if (!go_on) return ExitCode::refused;
            OMS_CHECK(apply());
        }
        if (dry) session_.note("dry run: nothing was changed");
        print(dry);
        return ExitCode::ok;
    }

private:
    Outcome<void> check() {
        std::vector<ImportProblem> problems = job_.problems;
        Progress progress(session_, "checked", rows_);
        for (std::size_t chunk = 0; chunk < job_.chunk_rows.size(); ++chunk) {
            auto reply = send_patiently(
                session_, job_, chunk, fmt::format("{}.c{}.{}", job_.import_id, run_, chunk), true);
            if (!reply) {
                progress.end();
                if (problems.empty()) return tl::unexpected<Failure>(std::move(reply).error());
                session_.note(fmt::format("the server could not check the rows: {}: {}",
                                          reply.error().reason, reply.error().message));
                break;
            }
            problems.insert(problems.end(), reply->problems.begin(), reply->problems.end());
            totals_.add(*reply);
            checked_.push_back(*std::move(reply));
            progress.advance(job_.chunk_rows[chunk]);
        }
        progress.end();
        if (!problems.empty())
            return refused_file(options_, std::move(problems), "nothing was imported");
        return {};
    }

    // Counts that are there already may fall: that is asked about.
    Outcome<bool> agreed() {
        if (!job_.takes_away || totals_.updated == 0 || !asks(session_)) return true;
        return ask(session_,
                   {
                       fmt::format("Import of {}", options_.file),
                       {{job_.rows_name, "created", "", std::to_string(totals_.created)},
                                                                {job_.rows_name, "replaced", "", std::to_string(totals_.updated)}},
                       true
        });
    }

    Outcome<void> apply() {
        totals_ = {};
        Progress progress(session_, "imported", rows_);
        for (std::size_t chunk = 0; chunk < job_.chunk_rows.size(); ++chunk) {
            if (checked_[chunk].created + checked_[chunk].updated == 0 && !job_.notes_unchanged) {
                totals_.add(checked_[chunk]);
            } else {
                auto reply = send_patiently(session_, job_, chunk, request_id(chunk), false);
                if (!reply) {
                    progress.end();
                    return stopped(std::move(reply).error());
                }
                totals_.add(*reply);
            }
            applied_ += job_.chunk_rows[chunk];
            progress.advance(job_.chunk_rows[chunk]);
        }
        progress.end();
        return {};
    }

    std::string request_id(std::size_t chunk) const {
        if (!options_.import_id.empty()) return fmt::format("{}.{}", job_.import_id, chunk);
        return fmt::format("{}.{}.{}", job_.import_id, run_, chunk);
    }

    tl::unexpected<Failure> stopped(Failure failure) const {
        failure.message +=
            fmt::format("; {} of {} rows were imported, the same command goes on with the others",
                        applied_, rows_);
        return tl::unexpected<Failure>(std::move(failure));
    }

    void print(bool dry) const {
        if (session_.json()) {
            const nlohmann::ordered_json summary{
                {"file",      options_.file    },
                {"importId",  job_.import_id   },
                {"rows",      rows_            },
                {"created",   totals_.created  },
                {"updated",   totals_.updated  },
                {"unchanged", totals_.unchanged},
                {"dryRun",    dry              }
            };
            session_.environment().out
                << summary.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace)
                << '\n';
            return;
        }
        Page page = session_.page();
        page.heading(fmt::format("{} {} of {}", rows_, job_.rows_name, options_.file));
        std::vector<Page::Fact> facts{
            {dry ? "to create" : "created", std::to_string(totals_.created)  },
            {dry ? "to update" : "updated", std::to_string(totals_.updated)  },
            {"unchanged",                   std::to_string(totals_.unchanged)},
        };
        facts.insert(facts.end(), job_.facts.begin(), job_.facts.end());
        facts.emplace_back("import", job_.import_id);
        page.facts(facts);
    }

    Session& session_;
    const ImportOptions& options_;
    const ImportJob& job_;
    std::string run_;
    std::size_t rows_ = 0;
    std::size_t applied_ = 0;
    Totals totals_;
    std::vector<ChunkReply> checked_;
};

}  // namespace

void add_import_options(CLI::App& verb, ImportOptions& options, const std::string& columns) {
    verb.add_option("FILE", options.file,
                    "Comma-separated values in UTF-8; - is stdin. Headings: " + columns)
        ->required();
    verb.add_option("--import-id", options.import_id,
                    "A name of your own for the import: with it, nothing is imported twice");
    verb.add_option("--errors", options.errors,
                    "Where all problems go (default: FILE.errors.csv when there are many)");
}

Outcome<ImportFile> read_import_file(Session& session, const std::string& path) {
    Environment& environment = session.environment();
    const std::int64_t now = to_unix_micros(environment.now());
    ImportFile file;
    if (path == "-") {
        OMS_TRY(file.text, read_to_end(environment.in, "the standard input"));
        file.time = to_wire(now);
        return file;
    }
    struct stat status {};
    std::ifstream stream(path, std::ios::binary);
    if (!stream || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return usage_error(fmt::format("cannot open the file {}", path));
    OMS_TRY(file.text, read_to_end(stream, "the file " + path));
    const std::int64_t written =
        static_cast<std::int64_t>(status.st_mtim.tv_sec) * million + status.st_mtim.tv_nsec / 1000;
    file.time = to_wire(std::min(written, now));
    return file;
}

std::string make_import_id(std::string_view about, std::string_view text) {
    constexpr std::size_t kept_bytes = 16;
    std::string bytes(about);
    bytes += '\0';
    bytes += text;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL cannot compute SHA-256");
    std::string id;
    for (std::size_t i = 0; i < kept_bytes; ++i)
        id += fmt::format("{:02x}", digest[i]);
    return id;
}

Outcome<ExitCode> run_import(Session& session, const ImportOptions& options, const ImportJob& job) {
    if (session.options().request_id)
        return usage_error("--request-id is for one request; an import takes --import-id");
    std::error_code cannot_tell;
    if (!options.errors.empty() &&
        std::filesystem::equivalent(options.errors, options.file, cannot_tell))
        return usage_error("--errors: that is the file to import");
    if (!is_identifier(job.import_id) || job.import_id.size() > longest_import_id) {
        return usage_error("--import-id: it is 1 to 40 bytes of printable ASCII without space");
    }
    return Import(session, options, job).run();
}

}  // namespace oms::cli
