#include "tests/services/documents/paper_reader.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

namespace oms::documents {
namespace {

std::size_t number_at(std::string_view text) {
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string output_of(const std::string& command) {
    std::string out;
    std::FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return out;
    char bytes[4096];
    for (std::size_t count = 0; (count = std::fread(bytes, 1, sizeof bytes, pipe)) > 0;) {
        out.append(bytes, count);
    }
    pclose(pipe);
    return out;
}

}  // namespace

Fonts& test_fonts() {
    static Fonts fonts = [] {
        auto loaded = Fonts::load(FontFiles::built_in());
        REQUIRE_MESSAGE(loaded, loaded.error().detail);
        return std::move(*loaded);
    }();
    return fonts;
}

std::string complaint_about_pdf(std::string_view pdf) {
    if (!pdf.starts_with("%PDF-1.")) return "does not begin like a PDF";
    if (!pdf.ends_with("%%EOF\n")) return "does not end like a PDF";
    const std::size_t start = pdf.rfind("startxref\n");
    if (start == std::string_view::npos) return "has no startxref";
    const std::size_t table = number_at(pdf.substr(start + 10));
    if (table >= pdf.size() || !pdf.substr(table).starts_with("xref\n")) {
        return "startxref does not lead to the table";
    }
    const std::size_t count_at = pdf.find(' ', table) + 1;
    const std::size_t count = number_at(pdf.substr(count_at));
    const std::size_t rows = pdf.find('\n', count_at) + 1;
    // Rows have 20 bytes; row 0 stands for nothing.
    for (std::size_t object = 1; object < count; ++object) {
        const std::string_view row = pdf.substr(rows + 20 * object, 20);
        const std::string_view digits = row.substr(row.find_first_not_of('0'));
        if (!pdf.substr(number_at(digits)).starts_with(fmt::format("{} 0 obj", object))) {
            return fmt::format("object {} is not where the table says", object);
        }
    }
    return {};
}

std::size_t pages_in(std::string_view pdf) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = pdf.find("/Type /Page", at)) != std::string_view::npos;) {
        at += 11;
        if (pdf[at] != 's') ++count;
    }
    return count;
}

std::optional<std::string> text_in(const std::string& pdf) {
    if (output_of("command -v pdftotext").empty()) {
        std::cerr << "pdftotext is not installed: papers were not read back\n";
        return std::nullopt;
    }
    std::string path = (std::filesystem::temp_directory_path() / "paper-XXXXXX").string();
    const int file = mkstemp(path.data());
    REQUIRE(file >= 0);
    close(file);
    std::ofstream(path, std::ios::binary) << pdf;
    std::string text = output_of("pdftotext -layout -enc UTF-8 '" + path + "' - 2>&1");
    std::filesystem::remove(path);
    return text;
}

std::string without_spaces(std::string_view text) {
    std::string out;
    for (const char byte : text) {
        if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t' && byte != '\f')
            out += byte;
    }
    return out;
}

}  // namespace oms::documents
