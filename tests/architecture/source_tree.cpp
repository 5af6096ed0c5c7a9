#include "tests/architecture/source_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace oms::architecture {

namespace fs = std::filesystem;

namespace {

const fs::path& root() {
    static const fs::path path = OMS_SOURCE_DIR;
    return path;
}

std::string read_file(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

std::vector<SourceFile> files_ending_in(const std::vector<std::string_view>& endings) {
    std::vector<SourceFile> files;
    for (const std::string_view folder : folders) {
        if (!fs::is_directory(root() / folder)) continue;
        for (auto entry = fs::recursive_directory_iterator(root() / folder);
             entry != fs::recursive_directory_iterator(); ++entry) {
            if (entry->path().filename() == "node_modules") {
                entry.disable_recursion_pending();
                continue;
            }
            const std::string name = entry->path().filename().string();
            const bool wanted =
                std::any_of(endings.begin(), endings.end(),
                            [&](std::string_view ending) { return name.ends_with(ending); });
            if (!wanted || !entry->is_regular_file()) continue;
            files.push_back(
                {fs::relative(entry->path(), root()).generic_string(), read_file(entry->path())});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

bool has_text(std::string_view path) {
    return !read_text(path).empty();
}

std::string read_text(std::string_view path) {
    const fs::path file = root() / path;
    return fs::is_regular_file(file) ? read_file(file) : std::string();
}

}  // namespace oms::architecture
