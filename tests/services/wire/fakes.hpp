#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "domain/feeds.hpp"
#include "domain/queries.hpp"

namespace oms::tests {

// A log and timers in memory. Any thread.
class FakeSession : public ReadSession {
public:
    void append(const std::string& type) {
        const std::lock_guard lock(mutex_);
        LoggedEvent event;
        event.position = static_cast<std::int64_t>(events_.size()) + 1;
        event.type = type;
        events_.push_back(event);
    }
    void set(Timer timer) {
        const std::lock_guard lock(mutex_);
        timers_.push_back(std::move(timer));
    }
    void unset(const std::string& subject) {
        const std::lock_guard lock(mutex_);
        std::erase_if(timers_, [&](const Timer& timer) { return timer.subject == subject; });
    }

    // Called once, after the next read of events and before its answer is heard of.
    std::function<void()> after_next_read;

    Result<EventPage> events(const EventQuery& query, const Actor& /*actor*/) override {
        EventPage page = events_after(query);
        if (const auto then = std::exchange(after_next_read, nullptr)) then();
        return page;
    }
    EventPage events_after(const EventQuery& query) {
        const std::lock_guard lock(mutex_);
        EventPage page;
        page.scanned_to = static_cast<std::int64_t>(events_.size());
        for (const LoggedEvent& event : events_) {
            if (event.position <= query.after_position) continue;
            if (!query.types.empty() && query.types.front() != event.type) continue;
            if (static_cast<std::int64_t>(page.events.size()) == query.limit) {
                page.more = true;
                page.scanned_to = page.events.back().position;
                break;
            }
            page.events.push_back(event);
        }
        return page;
    }
    Result<std::vector<Timer>> due_timers(Timestamp until, std::int64_t limit) override {
        const std::lock_guard lock(mutex_);
        std::vector<Timer> due;
        std::copy_if(timers_.begin(), timers_.end(), std::back_inserter(due),
                     [&](const Timer& timer) { return timer.due <= until; });
        std::stable_sort(due.begin(), due.end(),
                         [](const Timer& a, const Timer& b) { return a.due < b.due; });
        if (static_cast<std::int64_t>(due.size()) > limit)
            due.resize(static_cast<std::size_t>(limit));
        return due;
    }
    Result<OrderChangesRead> order_changes(const OrderChangesQuery&, const Actor&,
                                           const OrderChangeReader&) override {
        return fail(Reason::order_not_found);
    }
    Result<RulesRead> rules(std::int64_t, const Actor&) override {
        return fail(Reason::rules_not_found);
    }
    Result<RulesPage> rules_versions(std::int64_t, std::int64_t, const Actor&) override {
        return RulesPage{};
    }
    // What is told next; by default there are no rules.
    std::function<RoutingSource()> routing = [] { return RoutingSource{}; };
    Result<RoutingSource> routing_source(std::int64_t) override {
        const auto tell = routing;  // which may say what is told after it
        return tell();
    }
    Result<TimerPage> timers(const std::optional<Timer>&, std::int64_t) override {
        return TimerPage{};
    }
    Result<OrderDetails> order(const OrderLookup&, const Actor&) override {
        return fail(Reason::order_not_found);
    }
    Result<std::vector<RoutingRecord>> routing_decisions(const OrderId&, const Actor&) override {
        throw ContractViolation("not expected");
    }
    Result<OrderSearchPage> search_orders(const OrderSearch&, const Actor&) override {
        return OrderSearchPage{};
    }
    Result<Item> item(const Sku&, const Actor&) override { return fail(Reason::item_not_found); }
    Result<Location> location(const LocationId&, const Actor&) override {
        return fail(Reason::location_not_found);
    }
    Result<Channel> channel(const ChannelId&, const Actor&) override {
        return fail(Reason::channel_not_found);
    }
    Result<std::vector<Item>> items(const Sku&, std::int64_t, const Actor&) override {
        return std::vector<Item>();
    }
    Result<std::vector<Location>> locations(const LocationId&, std::int64_t,
                                            const Actor&) override {
        return std::vector<Location>();
    }
    Result<std::vector<Channel>> channels(const ChannelId&, std::int64_t, const Actor&) override {
        return std::vector<Channel>();
    }
    Result<std::vector<StockRow>> stock_at(const LocationId&, const Sku&, std::int64_t,
                                           const Actor&) override {
        return fail(Reason::location_not_found);
    }
    Result<std::vector<StockRow>> stock(const Sku&, const std::optional<LocationId>&,
                                        const Actor&) override {
        return fail(Reason::item_not_found);
    }
    Result<CartHold> cart_hold(const CartKey&, const Actor&) override {
        return fail(Reason::cart_hold_not_found);
    }
    Result<Receipt> receipt(const ReceiptId&, const Actor&) override {
        return fail(Reason::receipt_not_found);
    }
    Result<std::vector<Receipt>> receipts(const ReceiptQuery&, const Actor&) override {
        return std::vector<Receipt>();
    }
    Result<FulfillmentOrder> fulfillment_order(const FulfillmentOrderId&, const Actor&) override {
        return fail(Reason::fulfillment_order_not_found);
    }
    Result<std::vector<FulfillmentOrder>> fulfillment_orders(const TaskQuery&,
                                                             const Actor&) override {
        return std::vector<FulfillmentOrder>();
    }
    Result<std::vector<OrderId>> planned_orders(const LocationId&, std::int64_t) override {
        return std::vector<OrderId>();
    }
    Result<Pickup> pickup(const PickupId&, const Actor&) override {
        return fail(Reason::pickup_not_found);
    }
    Result<std::vector<Pickup>> pickups(const PickupQuery&, const Actor&) override {
        return std::vector<Pickup>();
    }
    Result<Pickup> pickup_by_code(const PickupCodeKey&, const Actor&) override {
        return fail(Reason::pickup_not_found);
    }
    Result<std::vector<Effect>> effects(const EffectQuery&, const Actor&) override {
        return std::vector<Effect>();
    }
    Result<std::vector<Effect>> due_effects(EffectKind, Timestamp, std::int64_t) override {
        return std::vector<Effect>();
    }
    Result<PaymentLedger> payments(const OrderId&, const Actor&) override {
        return fail(Reason::order_not_found);
    }
    Result<std::vector<ListedOperation>> payment_operations(const OperationQuery&,
                                                            const Actor&) override {
        return std::vector<ListedOperation>();
    }
    Result<std::optional<WaitingOrder>> order_to_route(const OrderId&) override {
        return std::optional<WaitingOrder>();
    }
    Result<WaitingPage> waiting_queue(const Sku&, std::int64_t, std::int64_t) override {
        return WaitingPage{};
    }
    Result<std::vector<Sku>> waiting_skus(const Sku&, std::int64_t) override {
        return std::vector<Sku>();
    }
    Result<WaitingPage> waiting_by_age(const Sku&, bool, const OrderId&, std::int64_t) override {
        return WaitingPage{};
    }
    Result<VerifyReport> verify() override { return VerifyReport{}; }
    Result<BackupReport> back_up(const std::string&) override { return BackupReport{}; }

private:
    std::mutex mutex_;
    std::vector<LoggedEvent> events_;
    std::vector<Timer> timers_;
};

// Answers on the calling thread.
class FakeReads final : public ReadPool {
public:
    explicit FakeReads(FakeSession& session) : session_(session) {}
    void submit(std::function<void(ReadSession*)> query) override {
        ++queries;
        query(closed ? nullptr : &session_);
    }
    void submit_long(std::function<void(ReadSession*)> query) override { submit(std::move(query)); }
    std::atomic<int> queries{0};
    std::atomic<bool> closed{false};

private:
    FakeSession& session_;
};

// Tells of commits when it is told to.
class FakeCommits final : public CommitFeed {
public:
    std::int64_t last_position() const override { return position_; }
    void add_listener(Listener listener) override { listeners_.push_back(std::move(listener)); }
    void commit(FakeSession& session, const std::string& type) {
        session.append(type);
        ++position_;
        for (const Listener& listener : listeners_)
            listener(position_);
    }

private:
    std::atomic<std::int64_t> position_{0};
    std::vector<Listener> listeners_;
};

}  // namespace oms::tests
