#include "tools/oms/csv.hpp"

#include <new>

#include <csv.h>
#include <fmt/format.h>

namespace oms::cli {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

int is_space(unsigned char) {
    return 0;
}
int is_row_end(unsigned char c) {
    return c == CSV_LF ? 1 : 0;
}

// Feeds libcsv line by line, so that each row knows its line and reading can go on after a bad one.
class Reader {
public:
    Reader() { start(); }
    ~Reader() { csv_free(&parser_); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    CsvText read(std::string_view text) {
        if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
        while (!text.empty()) {
            ++line_;
            const std::size_t end = text.find('\n');
            std::string_view content = text.substr(0, end);
            const bool ended = end != std::string_view::npos;
            text.remove_prefix(ended ? end + 1 : text.size());
            if (!ended) {
                feed(content);
                problem(first_line(), "the line has no end: the file may be cut off");
                return std::move(result_);
            }
            if (content.ends_with('\r')) content.remove_suffix(1);
            if (feed(content)) feed("\n");
        }
        if (csv_fini(&parser_, on_cell, on_row, this) != 0)
            problem(first_line(), "a quoted cell is not closed: the file may be cut off");
        return std::move(result_);
    }

private:
    void start() {
        if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
        csv_set_space_func(&parser_, is_space);
        csv_set_term_func(&parser_, is_row_end);
    }

    static void on_cell(void* bytes, std::size_t size, void* self) {
        static_cast<Reader*>(self)->row_.cells.emplace_back(static_cast<const char*>(bytes), size);
    }
    static void on_row(int, void* self) {
        Reader& reader = *static_cast<Reader*>(self);
        reader.row_.line = reader.first_line();
        reader.result_.rows.push_back(std::move(reader.row_));
        reader.row_ = {};
        reader.open_line_ = 0;
    }
    std::size_t first_line() const { return open_line_ == 0 ? line_ : open_line_; }
    void problem(std::size_t line, std::string reason) {
        result_.problems.push_back({line, std::move(reason)});
    }

    // False: the line is bad; the parser is ready for the next.
    bool feed(std::string_view bytes) {
        if (open_line_ == 0 && !bytes.empty() && bytes != "\n") open_line_ = line_;
        if (csv_parse(&parser_, bytes.data(), bytes.size(), on_cell, on_row, this) == bytes.size())
            return true;
        if (csv_error(&parser_) == CSV_ENOMEM) throw std::bad_alloc();
        const std::string where =
            first_line() == line_ ? std::string() : fmt::format(", in line {}", line_);
        problem(first_line(), "a quote where none may be" + where +
                                  ": a cell with quotes goes in quotes, those in it twice");
        csv_free(&parser_);
        start();
        row_ = {};
        open_line_ = 0;
        return false;
    }

    csv_parser parser_{};
    CsvText result_;
    CsvRow row_;
    std::size_t line_ = 0;
    std::size_t open_line_ = 0;  // where the row that is being read began; 0: none is
};

std::string quoted(std::string_view text) {
    std::string cell(csv_write(nullptr, 0, text.data(), text.size()), '\0');
    csv_write(cell.data(), cell.size(), text.data(), text.size());
    return cell;
}

}  // namespace

CsvText read_csv(std::string_view text) {
    return Reader().read(text);
}

bool is_formula(std::string_view text) {
    constexpr std::string_view starts = "=+-@\t\r";
    return !text.empty() && starts.find(text.front()) != std::string_view::npos;
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) {
        if (!line.empty()) line += ',';
        line += quoted(is_formula(cell) ? "'" + cell : cell);
    }
    return line + "\r\n";
}

}  // namespace oms::cli
