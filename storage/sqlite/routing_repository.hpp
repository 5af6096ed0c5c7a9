#pragma once

#include <functional>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "storage/packed_archive.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// What routing decides: the work that locations have taken, and the records of decisions.
class RoutingRepository {
public:
    explicit RoutingRepository(Connection& connection) : connection_(connection) {}

    Result<void> load_work(const WorkKey& key, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit);

    Result<void> for_each_work(const std::function<void(const WorkKey&, const WorkDone&)>& visit);
    // The decisions of one order, the first first.
    Result<std::int64_t> count_decisions(const OrderId& order_id);
    Result<std::vector<RoutingRecord>> decisions(const OrderId& order_id);

private:
    Connection& connection_;
    PackedWriter writer_;
};

}  // namespace oms::storage::sqlite
