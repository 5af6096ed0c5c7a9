#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>

#include "tools/replay/driving.hpp"
#include "tools/replay/report.hpp"

namespace oms::replay {

// The sum of orders whose work is done.
class DrivenTally {
public:
    void add(const orders::v1::Order& order);

    std::int64_t ordered() const { return ordered_; }
    std::int64_t delivered() const { return delivered_; }
    std::int64_t collected() const { return collected_; }
    std::int64_t canceled() const { return canceled_; }
    // Lines whose units are not all delivered, collected or canceled.
    std::int64_t unfinished() const { return unfinished_; }
    // What goods have made due, in pence.
    std::int64_t captured() const { return captured_; }
    std::int64_t voided() const { return voided_; }
    // Orders whose dues do not add up to what they cost.
    std::int64_t unsettled() const { return unsettled_; }

private:
    std::int64_t ordered_ = 0;
    std::int64_t delivered_ = 0;
    std::int64_t collected_ = 0;
    std::int64_t canceled_ = 0;
    std::int64_t unfinished_ = 0;
    std::int64_t captured_ = 0;
    std::int64_t voided_ = 0;
    std::int64_t unsettled_ = 0;
};

// The sum of tasks that have ended: what left which shelf.
class TaskTally {
public:
    void add(const fulfillment::v1::FulfillmentOrder& task);

    std::int64_t tasks() const { return tasks_; }
    std::int64_t refused() const { return refused_; }
    std::int64_t parcels() const { return parcels_; }
    std::int64_t shipped() const { return shipped_; }
    std::int64_t collected() const { return collected_; }
    // Parcels whose id or number another one has.
    std::int64_t doubled() const { return doubled_; }
    // Units that left, by "sku@location".
    const std::unordered_map<std::string, std::int64_t>& gone() const { return gone_; }
    // Rows of which a location said that goods were not there, or not fit to sell.
    const std::set<std::string>& corrected() const { return corrected_; }

private:
    std::int64_t tasks_ = 0;
    std::int64_t refused_ = 0;
    std::int64_t parcels_ = 0;
    std::int64_t shipped_ = 0;
    std::int64_t collected_ = 0;
    std::int64_t doubled_ = 0;
    std::set<std::string> parcel_ids_;
    std::set<std::string> ssccs_;
    std::unordered_map<std::string, std::int64_t> gone_;
    std::set<std::string> corrected_;
};

// Reads orders, tasks and stock back through the API when the work is done: every unit ordered is
// delivered, collected or canceled; every shelf has what was posted less what left it, but for the
// rows that a refusal corrected, which have at most that; nothing is reserved; the dues add up to
// the source's money. Throws std::runtime_error when the server does not answer.
void compare_driven(Session& session, const Plan& plan, const OrderIndex& index,
                    const Driven& driven, Report& report);

}  // namespace oms::replay
