// Files good and bad, each with exactly what its import says: NAME.csv and NAME.report, of which
// the first word tells the kind. To write the reports anew: OMS_WRITE_REPORTS=1, then read them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::Terminal;

namespace {

const std::filesystem::path corpus = OMS_IMPORT_CORPUS;

std::string read_all(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
        text.replace(at, from.size(), to);
}

// A server that finds every row new, and notes what it is sent.
void accept_all(FakeServer& server, std::string& sent) {
    const auto accept = [&sent](const auto& request, auto& response) {
        response.set_created(request.rows_size());
        for (const auto& row : request.rows())
            sent += (request.validate_only() ? "" : "sent: " + row.ShortDebugString() + "\n");
        return grpc::Status::OK;
    };
    server.import_items = accept;
    server.import_locations = accept;
    server.import_channels = accept;
    server.import_stock = accept;
}

std::string noun_of(const std::string& name) {
    std::string kind = name.substr(0, name.find('-'));
    if (kind != "stock") kind.pop_back();
    return kind;
}

// What the import of that file says and writes, without the folders' names.
std::string report_of(const std::filesystem::path& file, const std::filesystem::path& folder) {
    FakeServer server;
    std::string sent;
    accept_all(server, sent);
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    const std::string name = file.stem().string();
    const std::filesystem::path errors = folder / (name + ".errors.csv");
    std::vector<std::string> line{noun_of(name), "import", file.string(), "--errors",
                                  errors.string()};
    if (noun_of(name) == "stock") {
        line.push_back("--as-of");
        line.push_back("2026-03-03T08:00:00Z");
    }
    const ExitCode code = terminal.run(line);
    std::ostringstream report;
    report << "exit code " << static_cast<int>(code) << "\n"
           << terminal.out() << terminal.err() << sent << read_all(errors);
    std::string text = report.str();
    replace_all(text, corpus.string() + "/", "");
    replace_all(text, folder.string() + "/", "");
    replace_all(text, "\r\n", "\n");
    return text;
}

struct Folder {
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "oms_corpus_XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    std::filesystem::path path;
};

}  // namespace

TEST_CASE("every file of the corpus is reported exactly as it should be") {
    const Folder folder;
    std::set<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
        if (entry.path().extension() == ".csv") files.insert(entry.path());
    }
    CHECK(files.size() > 25);
    for (const auto& file : files) {
        INFO(file.filename().string());
        const std::string report = report_of(file, folder.path);
        const auto expected = std::filesystem::path(file).replace_extension(".report");
        if (std::getenv("OMS_WRITE_REPORTS") != nullptr)
            std::ofstream(expected, std::ios::binary) << report;
        CHECK(report == read_all(expected));
    }
}
