#include "tests/support/store_fixture.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <stdlib.h>

#include "domain/contract.hpp"
#include "services/catalog/create_catalog.hpp"
#include "services/common/timer_commands.hpp"
#include "services/inventory/post_movements.hpp"

namespace oms::testing {
namespace {

std::string no_bytes(const Item&) {
    return {};
}

std::string encode_receipt(const Receipt& receipt) {
    return receipt.receipt_id.str();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "oms_test_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string encode_order(const Order& order) {
    return order.order_id.str() + " " + order.number.str();
}

StoreFixture::StoreFixture() : StoreFixture(storage::StoreOptions{}) {}

StoreFixture::StoreFixture(storage::StoreOptions given) : options(std::move(given)) {
    options.data_dir = folder.path() + "/data";
    options.clock = &clock;
    reopen();
}

void StoreFixture::reopen() {
    store.reset();
    auto opened = storage::open_sqlite(options);
    if (!opened) throw std::runtime_error(opened.error().detail);
    store = std::move(*opened);
}

std::future<Result<std::string>> StoreFixture::submit(std::unique_ptr<Command> command) {
    auto promise = std::make_shared<std::promise<Result<std::string>>>();
    auto future = promise->get_future();
    store->executor().submit(std::move(command), [promise](Result<std::string> answer) {
        promise->set_value(std::move(answer));
    });
    return future;
}

Result<std::string> StoreFixture::run(std::unique_ptr<Command> command) {
    return submit(std::move(command)).get();
}

Command::Header StoreFixture::header(std::string_view method) {
    Command::Header made;
    made.actor = admin();
    made.method = method;
    const std::uint64_t number = ++requests_;
    made.request_id = fmt::format("request-{}", number);
    made.seed = number * 0x9e3779b97f4a7c15ULL;
    return made;
}

void StoreFixture::create(const Item& made) {
    OMS_REQUIRE(run(std::make_unique<catalog::CreateItem>(header(), made, no_bytes)).has_value());
}

void StoreFixture::create(const Location& made) {
    OMS_REQUIRE(run(std::make_unique<catalog::CreateLocation>(header(), made, [](const Location&) {
                    return std::string();
                })).has_value());
}

void StoreFixture::create(const Channel& made) {
    OMS_REQUIRE(run(std::make_unique<catalog::CreateChannel>(header(), made, [](const Channel&) {
                    return std::string();
                })).has_value());
}

void StoreFixture::receive(std::string_view sku, std::string_view location, std::int64_t units) {
    static_cast<void>(run(std::make_unique<catalog::CreateItem>(header(), item(sku), no_bytes)));
    static_cast<void>(run(std::make_unique<catalog::CreateLocation>(
        header(), store_location(location), [](const Location&) { return std::string(); })));
    LedgerEntry entry;
    entry.key = {*Sku::parse(sku), *LocationId::parse(location)};
    entry.on_hand_change = units;
    OMS_REQUIRE(run(std::make_unique<inventory::PostMovements>(
                        header(), std::vector{entry},
                        [](const std::vector<StockRow>&) { return std::string(); }))
                    .has_value());
}

Result<std::string> StoreFixture::place(const orders::OrderRequest& request) {
    return place(header("place"), request);
}

Result<std::string> StoreFixture::place(Command::Header made, const orders::OrderRequest& request) {
    return run(
        std::make_unique<orders::PlaceOrder>(std::move(made), request, sourcing, encode_order));
}

Result<std::string> StoreFixture::hold(std::string_view cart, std::string_view sku,
                                       std::int64_t units) {
    return run(std::make_unique<inventory::PlaceCartHold>(
        header("hold"),
        CartKey{
            *ChannelId::parse("web"), *CartId::parse(cart)
    },
        std::vector{CartHoldLine{*Sku::parse(sku), units, {}}}, std::nullopt, sourcing,
        [](const CartHold& made) { return to_text(made.key); }));
}

Result<std::string> StoreFixture::cancel(const OrderId& id, std::vector<CancelLine> lines) {
    orders::CancelRequest request;
    request.order_id = id;
    request.lines = std::move(lines);
    return run(std::make_unique<orders::CancelOrder>(
        header("cancel"), request,
        [](const Order& order, const std::vector<ParcelUnits>&) { return encode_order(order); }));
}

Result<std::string> StoreFixture::hold_order(orders::HoldRequest request) {
    return run(std::make_unique<orders::HoldOrder>(
        header("hold_order"), std::move(request),
        [](const Order&, const HoldId& hold_id) { return hold_id.str(); }));
}

Result<std::string> StoreFixture::release_hold(const OrderId& id, const HoldId& hold_id,
                                               std::string reason) {
    return run(std::make_unique<orders::ReleaseHold>(
        header("release_hold"), orders::ReleaseRequest{id, 0, hold_id, std::move(reason)},
        [](const Order&, const HoldId& ended) { return ended.str(); }));
}

Result<std::string> StoreFixture::note(const OrderId& id, std::string text) {
    return run(std::make_unique<orders::AddNote>(
        header("note"), orders::NoteRequest{id, 0, std::move(text)}, encode_order));
}

Result<std::string> StoreFixture::tag(const OrderId& id, std::vector<std::string> add,
                                      std::vector<std::string> remove) {
    return run(std::make_unique<orders::UpdateTags>(
        header("tag"), orders::TagsRequest{id, 0, std::move(add), std::move(remove)},
        encode_order));
}

std::size_t StoreFixture::run_due_timers() {
    const auto due = read<Result<std::vector<Timer>>>(
        [&](ReadSession& session) { return session.due_timers(clock.now(), 100); });
    OMS_REQUIRE(due.has_value());
    for (const Timer& timer : *due) {
        auto command =
            read<Result<std::unique_ptr<Command>>>([&](ReadSession& session) {
                return command_of(timer, header("timer").seed, session, timer_sourcing());
            }).value();
        OMS_REQUIRE(run(std::move(command)).has_value());
    }
    return due->size();
}

void StoreFixture::settle() {
    while (run_due_timers() > 0) {
    }
}

Result<std::string> StoreFixture::plan_receipt(std::string_view sku, std::string_view location,
                                               std::int64_t units, Timestamp expected_time) {
    return run(std::make_unique<inventory::PlanReceipt>(
        header("plan_receipt"),
        inventory::ReceiptPlan{
            {*Sku::parse(sku), *LocationId::parse(location)},
            units, expected_time
    },
        encode_receipt));
}

Result<std::string> StoreFixture::update_receipt(inventory::ReceiptChange change) {
    return run(std::make_unique<inventory::UpdateReceipt>(header("update_receipt"),
                                                          std::move(change), encode_receipt));
}

Result<std::string> StoreFixture::receive_receipt(const std::string& id, std::int64_t units,
                                                  bool final) {
    return run(std::make_unique<inventory::ReceiveReceipt>(
        header("receive_receipt"),
        inventory::ReceivedUnits{ReceiptId::trusted(id), 0, units, final},
        [](const Receipt& received, const StockLevel&) { return received.receipt_id.str(); }));
}

Receipt StoreFixture::receipt(const std::string& id) {
    return read<Result<Receipt>>([&](ReadSession& session) {
               return session.receipt(ReceiptId::trusted(id), admin());
           })
        .value();
}

StockLevel StoreFixture::level(std::string_view sku, std::string_view location) {
    const auto rows = read<Result<std::vector<StockRow>>>([&](ReadSession& session) {
        return session.stock(*Sku::parse(sku), *LocationId::parse(location), admin());
    });
    return rows && !rows->empty() ? rows->front().level : StockLevel{};
}

Order StoreFixture::order(std::string_view answer) {
    const auto id = OrderId::trusted(std::string(answer.substr(0, answer.find(' '))));
    auto found = read<Result<OrderDetails>>(
        [&](ReadSession& session) { return session.order(id, admin()); });
    if (!found) throw std::runtime_error(found.error().detail);
    return std::move(found->order);
}

std::vector<Finding> StoreFixture::verify() {
    auto report = read<Result<VerifyReport>>([](ReadSession& session) { return session.verify(); });
    if (!report) throw std::runtime_error(report.error().detail);
    return std::move(report->findings);
}

}  // namespace oms::testing
