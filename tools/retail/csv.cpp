#include "tools/retail/csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>
#include <zlib.h>

namespace oms::retail {

std::vector<std::string> split_csv(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted) {
            if (c != '"') {
                fields.back() += c;
            } else if (i + 1 < line.size() && line[i + 1] == '"') {
                fields.back() += '"';
                ++i;
            } else {
                quoted = false;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

CsvFile::CsvFile(const std::string& path, std::string_view header)
    : path_(path), file_(gzopen(path.c_str(), "rb")) {
    if (file_ == nullptr) throw std::runtime_error(fmt::format("{}: cannot be opened", path));
    columns_ = split_csv(header).size();
    std::string line;
    if (!read_line(line) || line != header) {
        gzclose(file_);
        throw std::runtime_error(fmt::format("{}: the first line is not {}", path, header));
    }
}

CsvFile::~CsvFile() {
    gzclose(file_);
}

bool CsvFile::read_line(std::string& line) {
    line.clear();
    std::array<char, 4096> piece{};
    while (gzgets(file_, piece.data(), static_cast<int>(piece.size())) != nullptr) {
        line += piece.data();
        if (line.back() == '\n') break;
    }
    int error = Z_OK;
    const char* why = gzerror(file_, &error);
    if (error != Z_OK && error != Z_STREAM_END)
        throw std::runtime_error(fmt::format("{}: {}", path_, why));
    ++line_number_;
    if (line.empty()) return false;
    if (line.back() == '\n') line.pop_back();
    return true;
}

bool CsvFile::next(std::vector<std::string>& fields) {
    std::string line;
    if (!read_line(line)) return false;
    fields = split_csv(line);
    if (fields.size() != columns_)
        refuse(fmt::format("{} fields instead of {}", fields.size(), columns_));
    return true;
}

std::int64_t CsvFile::number(const std::string& field, int decimals) const {
    const bool negative = !field.empty() && field[0] == '-';
    std::string digits = negative ? field.substr(1) : field;
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const auto given = static_cast<int>(point == digits.size() ? 0 : digits.size() - point - 1);
    if (given > decimals) refuse(fmt::format("{} has more than {} decimals", field, decimals));
    if (point < digits.size()) digits.erase(point, 1);
    digits.append(static_cast<std::size_t>(decimals - given), '0');
    std::int64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (point == 0 || read.ec != std::errc{} || read.ptr != digits.data() + digits.size() ||
        value < 0)
        refuse(fmt::format("{} is not a number", field));
    return negative ? -value : value;
}

void CsvFile::refuse(const std::string& why) const {
    throw std::runtime_error(fmt::format("{}, line {}: {}", path_, line_number_, why));
}

}  // namespace oms::retail
