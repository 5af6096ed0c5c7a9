#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "domain/command.hpp"
#include "domain/receipt.hpp"

namespace oms::inventory {

using EncodeReceipt = std::function<std::string(const Receipt&)>;

// What a location is to get.
struct ReceiptPlan {
    StockKey key;
    std::int64_t quantity = 0;
    Timestamp expected_time;
};

// Plans supply to come: `incoming` of its stock row rises, and those who wait without a date may be
// promised of it. Refusals in this order: item_not_found, location_not_found (also outside the
// actor's scope), amount_overflow.
class PlanReceipt final : public Command {
public:
    PlanReceipt(Header header, ReceiptPlan plan, EncodeReceipt encode)
        : Command(std::move(header)), plan_(std::move(plan)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    ReceiptPlan plan_;
    EncodeReceipt encode_;
};

// What is known better now. `version`: the one the caller saw, or 0 for any.
struct ReceiptChange {
    ReceiptId receipt_id;
    std::int64_t version = 0;
    std::optional<std::int64_t> quantity;
    std::optional<Timestamp> expected_time;
};

// Expects another number of units or another time; every order that waits for it is promised anew,
// by a timer that is due at once. Refusals in this order: receipt_not_found, version_mismatch,
// illegal_transition, amount_overflow.
class UpdateReceipt final : public Command {
public:
    UpdateReceipt(Header header, ReceiptChange change, EncodeReceipt encode)
        : Command(std::move(header)), change_(std::move(change)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.receipts.push_back(change_.receipt_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    ReceiptChange change_;
    EncodeReceipt encode_;
};

// With the counters after.
using EncodeReceived = std::function<std::string(const Receipt&, const StockLevel&)>;

// Units that have come. `final`: nothing more does.
struct ReceivedUnits {
    ReceiptId receipt_id;
    std::int64_t version = 0;
    std::int64_t quantity = 0;
    bool final = false;
};

// Books what has come as on hand and off `incoming`. Refusals as for UpdateReceipt.
class ReceiveReceipt final : public Command {
public:
    ReceiveReceipt(Header header, ReceivedUnits received, EncodeReceived encode)
        : Command(std::move(header)), received_(std::move(received)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.receipts.push_back(received_.receipt_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    ReceivedUnits received_;
    EncodeReceived encode_;
};

}  // namespace oms::inventory
