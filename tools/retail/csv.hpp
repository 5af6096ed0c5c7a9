#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct gzFile_s;

namespace oms::retail {

// The fields of one line (RFC 4180, without line ends inside quotes).
std::vector<std::string> split_csv(std::string_view line);

// Reads a table of comma separated values, plain or gzip, line by line. Throws std::runtime_error,
// naming file and line, for what it cannot read.
class CsvFile {
public:
    // The first line must be `header`.
    CsvFile(const std::string& path, std::string_view header);
    ~CsvFile();
    CsvFile(const CsvFile&) = delete;
    CsvFile& operator=(const CsvFile&) = delete;

    // False at the end. A row has as many fields as the header.
    bool next(std::vector<std::string>& fields);
    // The decimal number in a field, in units of 10^-`decimals`: "2.55" with 3 is 2550.
    std::int64_t number(const std::string& field, int decimals = 0) const;
    [[noreturn]] void refuse(const std::string& why) const;

private:
    bool read_line(std::string& line);

    std::string path_;
    gzFile_s* file_ = nullptr;
    std::size_t columns_ = 0;
    std::int64_t line_number_ = 0;
};

}  // namespace oms::retail
