#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oms::replay {

// What the source says beside what the store says, row by row.
class Report {
public:
    void compare(std::string what, std::int64_t source, std::int64_t store);
    // Pence.
    void compare_money(std::string what, std::int64_t source, std::int64_t store);
    // Something of the store that must not be there.
    void expect_none(std::string what, std::int64_t store) { compare(std::move(what), 0, store); }
    // A sentence below the table.
    void explain(std::string sentence) { sentences_.push_back(std::move(sentence)); }

    // True while no row differs.
    bool all_equal() const { return differences_ == 0; }
    // "what source store equal", a line for each row, then the sentences.
    std::string text() const;

private:
    struct Row {
        std::string what;
        std::string source;
        std::string store;
        bool equal = false;
    };
    void add(Row row);

    std::vector<Row> rows_;
    std::vector<std::string> sentences_;
    std::int64_t differences_ = 0;
};

// 1234567 is "1,234,567".
std::string with_commas(std::int64_t number);
// 123456 pence are "GBP 1,234.56".
std::string pounds(std::int64_t pence);

}  // namespace oms::replay
