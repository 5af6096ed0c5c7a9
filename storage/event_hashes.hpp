#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "storage/digest.hpp"
#include "storage/json_archive.hpp"

namespace oms::storage {

// The events of a batch in their stored form, and the end of each aggregate's hash chain. Prepared
// once before the flush, since rows of aggregates carry the hash too.
class EventHashes {
public:
    struct Row {
        const PendingEvent* event;
        std::string_view type;
        std::string data;
        ChainHash hash;
    };
    EventHashes(const UnitOfWork& unit, Sha256& sha, JsonWriter& writer);

    const std::vector<Row>& rows() const { return rows_; }
    // The chain's end after this batch: `head`'s own when the batch tells nothing of the aggregate.
    const ChainHash& of(const AggregateRef& aggregate, const EventHead& head) const;

private:
    std::vector<Row> rows_;
    std::unordered_map<AggregateRef, ChainHash> ends_;
};

}  // namespace oms::storage
