#include "domain/unit_of_work.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "domain/shortage.hpp"

namespace oms {

namespace {

// Every kind of rows a batch works on.
template <class Unit, class Visit>
void each_rows(Unit& unit, Visit visit) {
    visit(unit.items);
    visit(unit.locations);
    visit(unit.channels);
    visit(unit.orders);
    visit(unit.cart_holds);
    visit(unit.stock);
    visit(unit.external_ids);
    visit(unit.carts);
    visit(unit.order_numbers);
    visit(unit.backorders);
    visit(unit.feeds);
    visit(unit.baskets);
    visit(unit.work);
    visit(unit.rules);
    visit(unit.rules_head);
    visit(unit.receipts);
    visit(unit.fulfillment_orders);
    visit(unit.pickups);
    visit(unit.pickup_codes);
    visit(unit.effects);
    visit(unit.parcel_numbers);
    visit(unit.devices);
    visit(unit.shelves);
    visit(unit.returns);
    visit(unit.return_policies);
    visit(unit.payments);
    visit(unit.payment_operations);
}

}  // namespace

// Everything a batch adds.
template <class Unit, class Visit>
void UnitOfWork::each_list(Unit& unit, Visit visit) {
    visit(unit.ledger_);
    visit(unit.personal_);
    visit(unit.events_);
    visit(unit.timers_);
    visit(unit.routing_);
}

const AlwaysOpen UnitOfWork::always_open;
const NoPickupCodes UnitOfWork::no_codes;

void UnitOfWork::insert(Order order) {
    external_ids.put({order.channel_id, order.external_id}, order.order_id);
    if (!order.cart_id.empty()) carts.put({order.channel_id, order.cart_id}, order.order_id);
    order_numbers.put(order.number, order.order_id);
    const OrderId id = order.order_id;
    orders.load(id, std::nullopt);  // a fresh id: nobody else can have it
    orders.put(id, std::move(order));
}

Result<void> UnitOfWork::post(LedgerEntry entry, BelowReserved below) {
    const StockLevel* level = stock.find(entry.key);
    OMS_TRY(StockLevel next, apply(level == nullptr ? StockLevel{} : *level, entry, below));
    stock.put(entry.key, next);
    ledger_.push_back(std::move(entry));
    return {};
}

Result<void> UnitOfWork::post_and_tell(LedgerEntry entry, BelowReserved below) {
    const StockKey key = entry.key;
    const StockLevel* before = stock.find(key);
    const std::int64_t short_before = before == nullptr ? 0 : before->short_quantity;
    OMS_CHECK(post(entry, below));
    StockLevel level = *stock.find(key);
    if (level.short_quantity > short_before) set(shelf_timer({key, ShelfFinding::fewer, 0}, now_));
    record({AggregateType::stock, to_text(key)}, level.head, {}, {key.location_id},
           StockPosted{std::move(entry)});
    stock.put(key, level);
    return {};
}

Result<void> UnitOfWork::backorder(const Sku& sku, std::int64_t change) {
    const std::int64_t* waiting = backorders.find(sku);
    const std::int64_t before = waiting == nullptr ? 0 : *waiting;
    const std::int64_t after = before + change;
    OMS_REQUIRE(after >= 0);
    if (change > 0) {
        const Item* item = items.find(sku);
        const std::int64_t own = item == nullptr ? 0 : item->backorder_limit;
        const std::int64_t limit = own == 0 ? quantity_limit : own;
        if (after > limit) {
            Error error{Reason::insufficient_stock,
                        "too many units would wait for stock",
                        {},
                        {},
                        {},
                        false};
            error.preconditions.push_back(
                {"BACKORDER", sku.str(),
                 fmt::format("wanted {} more, {} wait of at most {}", change, before, limit)});
            return fail(std::move(error));
        }
    }
    backorders.put(sku, after);
    return {};
}

void UnitOfWork::insert(Receipt receipt) {
    const ReceiptId id = receipt.receipt_id;
    receipts.load(id, std::nullopt);  // a fresh id: nobody else can have it
    receipts.put(id, std::move(receipt));
}

void UnitOfWork::insert(FulfillmentOrder task) {
    const FulfillmentOrderId id = task.fulfillment_order_id;
    fulfillment_orders.load(id, std::nullopt);  // a fresh id: nobody else can have it
    tasks_[task.order_id].tasks.push_back(id);
    fulfillment_orders.put(id, std::move(task));
}

void UnitOfWork::insert(Pickup pickup) {
    const PickupId id = pickup.pickup_id;
    pickups.load(id, std::nullopt);  // a fresh id: nobody else can have it
    tasks_[pickup.order_id].pickups.push_back(id);
    pickups.put(id, std::move(pickup));
}

void UnitOfWork::plan(Effect effect) {
    const OperationId id = effect.operation_id;
    effect.due_time = effect.create_time = effect.update_time = now_;
    record({AggregateType::effect, id.str()}, effect.head, effect.channel_id, {},
           told(EffectAction::plan, effect));
    effects.load(id, std::nullopt);
    effects.put(id, std::move(effect));
}

std::vector<FulfillmentOrder> UnitOfWork::tasks_of(const OrderId& id) const {
    std::vector<FulfillmentOrder> tasks;
    const auto names = tasks_.find(id);
    if (names == tasks_.end()) return tasks;
    for (const FulfillmentOrderId& name : names->second.tasks) {
        // One that was taken back is named, but not there.
        if (const FulfillmentOrder* task = fulfillment_orders.find(name)) tasks.push_back(*task);
    }
    return tasks;
}

std::vector<Pickup> UnitOfWork::pickups_of(const OrderId& id) const {
    std::vector<Pickup> list;
    const auto names = tasks_.find(id);
    if (names == tasks_.end()) return list;
    for (const PickupId& name : names->second.pickups) {
        if (const Pickup* pickup = pickups.find(name)) list.push_back(*pickup);
    }
    return list;
}

void UnitOfWork::insert(Return goods_return) {
    const ReturnId id = goods_return.return_id;
    returns.load(id, std::nullopt);  // a fresh id: nobody else can have it
    if (!goods_return.order_id.empty()) returns_of_[goods_return.order_id].returns.push_back(id);
    returns.put(id, std::move(goods_return));
}

std::vector<Return> UnitOfWork::returns_of(const OrderId& id) const {
    std::vector<Return> list;
    const auto names = returns_of_.find(id);
    if (names == returns_of_.end()) return list;
    for (const ReturnId& name : names->second.returns) {
        // One that was taken back is named, but not there.
        if (const Return* found = returns.find(name)) list.push_back(*found);
    }
    return list;
}

const ReturnPolicyVersion* UnitOfWork::return_policy_at(Timestamp time) const {
    const ReturnPolicyVersion* found = nullptr;
    for (std::int64_t version = 1; version <= newest_return_policy_; ++version) {
        const ReturnPolicyVersion* one = return_policies.find(version);
        if (one != nullptr && one->publish_time <= time) found = one;
    }
    return found;
}

std::string UnitOfWork::destination_of(const OrderId& id) const {
    const auto names = returns_of_.find(id);
    return names == returns_of_.end() ? std::string() : names->second.country;
}

std::vector<Receipt> UnitOfWork::open_receipts(const Sku& sku) const {
    const auto loaded = supply_.find(sku);
    OMS_REQUIRE(loaded != supply_.end());
    std::vector<Receipt> open;
    for (const ReceiptId& id : loaded->second)
        open.push_back(*receipts.find(id));
    for (const auto& change : receipts.changes()) {
        if (change.inserted && change.value->key.sku == sku) open.push_back(*change.value);
    }
    std::erase_if(open, [](const Receipt& r) { return r.state != ReceiptState::open; });
    std::sort(open.begin(), open.end(), [](const Receipt& a, const Receipt& b) {
        return std::tie(a.expected_time, a.key.location_id, a.receipt_id) <
               std::tie(b.expected_time, b.key.location_id, b.receipt_id);
    });
    return open;
}

void UnitOfWork::move_claims(std::span<const Waiting> before, std::span<const Waiting> after) {
    std::map<ReceiptId, std::int64_t> changes;
    for (const Waiting& claim : before)
        changes[claim.receipt_id] -= claim.units;
    for (const Waiting& claim : after)
        changes[claim.receipt_id] += claim.units;
    for (const auto& [id, units] : changes) {
        if (units == 0) continue;
        const Receipt* found = receipts.find(id);
        OMS_REQUIRE(found != nullptr);
        Receipt receipt = *found;
        receipt.promised += units;
        OMS_REQUIRE(receipt.promised >= 0);
        receipts.put(id, std::move(receipt));
    }
}

std::vector<WaitingLine> UnitOfWork::queue(const Sku& sku) const {
    const auto loaded = queues_.find(sku);
    OMS_REQUIRE(loaded != queues_.end());
    std::vector<WaitingLine> lines = loaded->second;
    for (const auto& change : orders.changes()) {
        std::erase_if(lines, [&](const WaitingLine& line) { return line.order_id == *change.key; });
        for (QueuedLine& queued : queue_of(*change.value)) {
            if (queued.sku == sku) lines.push_back(std::move(queued.line));
        }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

Result<void> UnitOfWork::take_work(std::span<const OrderParcel> parcels,
                                   std::span<const WorkLimit> limits) {
    for (const OrderParcel& parcel : parcels) {
        for (const WorkKey& key : parcel.work) {
            if (!work.is_loaded(key))
                return fail(Reason::stock_contention, "the work of another day than planned");
            const WorkDone* before = work.find(key);
            WorkDone after = before == nullptr ? WorkDone{} : *before;
            after += work_of(parcel);
            for (const WorkLimit& limit : limits) {
                if (limit.key == key && !fits(limit.capacity, after))
                    return fail(Reason::stock_contention, "the planned day has filled up");
            }
            work.put(key, after);
        }
    }
    return {};
}

void UnitOfWork::give_back_work(std::span<const OrderParcel> before,
                                std::span<const OrderParcel> after) {
    const auto add = [&](const OrderParcel& parcel, std::int64_t sign) {
        const WorkDone done = work_of(parcel);
        for (const WorkKey& key : parcel.work) {
            const WorkDone* now = work.find(key);
            WorkDone next = now == nullptr ? WorkDone{} : *now;
            next += {sign * done.parcels, sign * done.lines, sign * done.units};
            work.put(key, next);
        }
    };
    for (const OrderParcel& parcel : before)
        add(parcel, -1);
    for (const OrderParcel& parcel : after)
        add(parcel, 1);
}

void UnitOfWork::record(AggregateRef aggregate, EventHead& head, const ChannelId& channel,
                        std::vector<LocationId> location_ids, EventData data) {
    ++head.sequence;
    events_.push_back({ids_.next<EventId>("evt"), std::move(aggregate), head.sequence, now_,
                       cause_.actor, cause_.cause, channel, std::move(location_ids),
                       std::move(data)});
}

StockView UnitOfWork::view_of(const std::vector<Sku>& skus) const {
    StockView view;
    for (const Sku& sku : skus) {
        const auto rows = whole_skus_.find(sku);
        OMS_REQUIRE(rows != whole_skus_.end());
        for (const LocationId& id : rows->second) {
            const Location* location = locations.find(id);
            const StockLevel* level = stock.find({sku, id});
            if (location == nullptr || level == nullptr) continue;
            if (view.find_place(id) == nullptr) view.put_place(*location);
            view.put_level({sku, id}, *level);
        }
    }
    return view;
}

const MovedSince& UnitOfWork::moved_since(const StockAsOf& at) const {
    const auto found = moved_since_.find(at);
    OMS_REQUIRE(found != moved_since_.end());
    return found->second;
}

void UnitOfWork::begin(Timestamp now) {
    now_ = now;
    each_rows(*this, [](auto& rows) { rows.clear(); });
    each_list(*this, [](auto& list) { list.clear(); });
    moved_since_.clear();
    returns_of_.clear();
    newest_return_policy_ = 0;
    tasks_.clear();
    whole_skus_.clear();
    supply_.clear();
    queues_.clear();
}

void UnitOfWork::begin_command(const Cause& cause) {
    cause_ = cause;
    ids_ = IdSource(cause.seed, now_);
}

UnitOfWork::Savepoint UnitOfWork::savepoint() const {
    Savepoint savepoint;
    std::size_t* size = savepoint.sizes.data();
    each_rows(*this, [&](const auto& rows) { *size++ = rows.savepoint(); });
    each_list(*this, [&](const auto& list) { *size++ = list.size(); });
    OMS_REQUIRE(size == savepoint.sizes.data() + savepoint.sizes.size());
    return savepoint;
}

void UnitOfWork::rollback(const Savepoint& savepoint) {
    const std::size_t* size = savepoint.sizes.data();
    each_rows(*this, [&](auto& rows) { rows.rollback(*size++); });
    each_list(*this, [&](auto& list) {
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(*size++), list.end());
    });
}

}  // namespace oms
