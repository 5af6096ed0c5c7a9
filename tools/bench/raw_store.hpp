#pragma once

#include <cstdint>
#include <string>

namespace oms::bench {

// Orders per second when the product's own rows are written blind.
struct RawRate {
    std::int64_t orders = 0;
    double seconds = 0;
    double rate() const { return seconds > 0 ? static_cast<double>(orders) / seconds : 0; }
};

// Reads the rows of up to `most` orders of a stopped store and writes them again into a new one
// with the same schema, indexes, catalog and stock: prepared statements, nothing read or decided,
// 100 orders per commit, synchronous=FULL. `scratch` is a folder for the new file.
RawRate write_raw(const std::string& data_dir, const std::string& scratch, std::int64_t most);

// For information: 1 order, 3 lines, 3 stock updates and 1 event in narrow tables of their own.
RawRate write_minimal(const std::string& scratch, std::int64_t orders,
                      std::int64_t orders_per_commit);

}  // namespace oms::bench
