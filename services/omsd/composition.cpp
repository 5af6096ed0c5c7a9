#include "services/omsd/composition.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fulfillment/exact_sourcing.hpp"
#include "services/admin/admin_grpc.hpp"
#include "services/carriers/label_handler.hpp"
#include "services/carriers/papers_grpc.hpp"
#include "services/carriers/redirect_handler.hpp"
#include "services/catalog/catalog_grpc.hpp"
#include "services/common/background.hpp"
#include "services/common/listen_address.hpp"
#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/common/timer_runner.hpp"
#include "services/effects/effect_runner.hpp"
#include "services/effects/effects_grpc.hpp"
#include "services/events/events_grpc.hpp"
#include "services/fulfillment/fulfillment_grpc.hpp"
#include "services/fulfillment/location_hours.hpp"
#include "services/fulfillment/pick_list_grpc.hpp"
#include "services/inventory/inventory_grpc.hpp"
#include "services/inventory/shelves_grpc.hpp"
#include "services/notifications/notice_handler.hpp"
#include "services/omsd/gateways.hpp"
#include "services/omsd/postal_file.hpp"
#include "services/omsd/secret_key.hpp"
#include "services/orders/choices_grpc.hpp"
#include "services/orders/orders_grpc.hpp"
#include "services/payments/payment_handler.hpp"
#include "services/payments/payments_grpc.hpp"
#include "services/pickups/pickup_grpc.hpp"
#include "services/returns/returns_grpc.hpp"
#include "services/routing/active_routing.hpp"
#include "services/routing/decisions_grpc.hpp"
#include "services/routing/planner_pool.hpp"
#include "services/routing/quote_source.hpp"
#include "services/routing/quotes_grpc.hpp"
#include "services/routing/routing_grpc.hpp"
#include "services/routing/simulate.hpp"
#include "services/routing/view_grpc.hpp"
#include "storage/store.hpp"

namespace oms::server {
namespace {

// What calls under way get to finish at a drain.
constexpr std::chrono::seconds grace{10};
// More are told that the server is overloaded.
constexpr std::size_t most_waiting_plans = 1'000;
// Effects that wait for a gateway at once.
constexpr std::size_t effect_threads = 8;

// Half of the machine at most: orders are placed beside.
std::size_t planner_threads() {
    return std::max(1U, std::thread::hardware_concurrency() / 2);
}

std::function<void(std::string_view)> fault_logger(std::shared_ptr<rpc::Log> log) {
    return [log = std::move(log)](std::string_view what) {
        log->write(rpc::LogLevel::error, "background work failed",
                   {
                       {"what", what}
        });
    };
}

std::function<void(const std::string&)> routing_logger(std::shared_ptr<rpc::Log> log) {
    return [log = std::move(log)](const std::string& what) {
        log->write(rpc::LogLevel::warning, "routing",
                   {
                       {"detail", std::string_view(what)}
        });
    };
}

// Counts failures of background work, and logs them.
std::function<void(const Error&)> failure_counter(std::shared_ptr<rpc::Log> log,
                                                  std::shared_ptr<rpc::Metrics> metrics,
                                                  const char* counter, const char* what) {
    return [log = std::move(log), metrics = std::move(metrics), counter, what](const Error& error) {
        metrics
            ->counter(counter, what,
                      {
                          {"reason", std::string(info(error.reason).name)}
        })
            .add();
        log->write(
            rpc::LogLevel::warning, what,
            {
                {"reason", info(error.reason).name       },
                {"detail", std::string_view(error.detail)}
        });
    };
}

}  // namespace

// In the order of their making; the other way round they go.
struct Composition::Parts {
    Parts(const Settings& chosen, Extension& added) : settings(chosen), extension(added) {}

    Result<void> open();
    Result<void> load_routing();
    Result<void> make_effects(const wire::BodyHashKey& key);
    void make_adapters(const wire::BodyHashKey& key);
    void add_services();
    void watch_store();
    Result<void> serve();
    admin::ServerStatus status() const;
    bool serves(std::string_view name) const {
        return std::find(settings.services.begin(), settings.services.end(), name) !=
               settings.services.end();
    }

    const Settings settings;
    Extension& extension;
    const RandomSource random = system_random();
    const Timestamp start_time = extension.clock().now();
    std::shared_ptr<rpc::Log> log = std::make_shared<rpc::Log>(settings.log_level);
    std::shared_ptr<rpc::Metrics> metrics = std::make_shared<rpc::Metrics>();
    const fulfilling::LocationHours hours{};
    pickups::CodeBook codes;
    std::unique_ptr<storage::Store> store;
    std::optional<Background> background;
    std::vector<std::shared_ptr<void>> gauges;
    std::shared_ptr<routing::SetupMaker> setups;
    // What decisions follow.
    std::shared_ptr<routing::ActiveRouting> routing;
    std::optional<fulfillment::ExactSourcing> sourcing;
    std::optional<wire::Submitter> submitter;
    std::optional<catalog::CatalogGrpc> catalog;
    std::optional<inventory::InventoryGrpc> inventory;
    std::optional<inventory::ShelvesGrpc> shelves;
    std::optional<orders::LargeOrders> large_orders;
    std::optional<orders::OrdersGrpc> orders;
    std::optional<orders::ChoicesGrpc> choices;
    std::optional<fulfilling::FulfillmentGrpc> tasks;
    std::optional<fulfilling::PickListGrpc> pick_lists;
    std::optional<carriers::PapersGrpc> papers;
    std::optional<effects::EffectsGrpc> effects_service;
    std::optional<payments::PaymentsGrpc> payments;
    std::optional<pickups::PickupGrpc> pickups;
    std::optional<returns::ReturnsGrpc> returns;
    std::optional<routing::RoutingGrpc> routing_service;
    std::optional<routing::StoreQuoteSource> quote_source;
    std::optional<routing::PlannerPool> planners;
    std::optional<routing::QuotesGrpc> quotes;
    std::optional<routing::DecisionsGrpc> decisions;
    std::optional<routing::SimulateGrpc> simulations;
    std::optional<routing::ViewGrpc> view_service;
    std::optional<events::EventsGrpc> events;
    std::optional<admin::AdminGrpc> admin;
    std::optional<documents::Fonts> fonts;
    std::shared_ptr<carriers::CarrierGateway> carrier;
    std::shared_ptr<effects::EffectWorker> effects;
    std::shared_ptr<effects::EffectRunner> effect_runner;
    std::shared_ptr<TimerRunner> timers;
    std::optional<rpc::Server> server;
    std::string address;
    bool stopped = false;
};

Result<void> Composition::Parts::open() {
    storage::StoreOptions options;
    options.data_dir = settings.data_dir;
    options.clock = &extension.clock();
    options.times = &hours;
    options.codes = &codes;
    OMS_TRY(store, storage::open_sqlite(options));
    OMS_TRY(const wire::BodyHashKey key, load_secret_key(settings.data_dir));
    codes.use(key);
    background.emplace(fault_logger(log));
    server.emplace(log, metrics);
    OMS_CHECK(load_routing());
    OMS_CHECK(make_effects(key));
    make_adapters(key);
    add_services();
    extension.add_to(*server, *store, *sourcing, random, effects);
    watch_store();
    return serve();
}

Result<void> Composition::Parts::load_routing() {
    OMS_TRY(auto centroids, read_postal_centroids(settings.postal_centroids));
    setups = std::make_shared<routing::SetupMaker>(std::move(centroids));
    routing = routing::ActiveRouting::follow(setups, store->reads(), store->commits(),
                                             store->stock_view(), routing_logger(log));
    sourcing.emplace(*routing, extension.recording());
    return routing->load();
}

Result<void> Composition::Parts::make_effects(const wire::BodyHashKey& key) {
    OMS_TRY(fonts, documents::Fonts::load(documents::FontFiles::built_in()));
    carrier = make_carrier(settings.gateways, *fonts);
    OMS_TRY(auto sender, make_sender(settings.gateways, *log, extension.clock()));
    std::vector<std::shared_ptr<effects::EffectHandler>> handlers{
        std::make_shared<notifications::NoticeHandler>(
            std::move(sender), settings.gateways.language, codes,
            notifications::ChoiceLinks(key, settings.gateways.choice_page)),
        std::make_shared<carriers::LabelHandler>(carrier),
        std::make_shared<carriers::VoidLabelHandler>(carrier),
        std::make_shared<carriers::RedirectHandler>(carrier)};
    if (auto gateway = make_payment_gateway(settings.gateways))
        handlers.push_back(std::make_shared<payments::PaymentHandler>(std::move(gateway)));
    effects = effects::EffectWorker::create(store->executor(), random, std::move(handlers),
                                            effect_threads);
    return {};
}

void Composition::Parts::make_adapters(const wire::BodyHashKey& key) {
    submitter.emplace(store->executor(), key, random);
    catalog.emplace(*submitter, store->reads());
    inventory.emplace(*submitter, store->reads(), store->stock_view(), *sourcing,
                      extension.clock());
    const auto watching =
        events::Watching::start(background->context(), store->reads(), store->commits(), {});
    quote_source.emplace(store->stock_view(), store->commits(), store->reads(), extension.clock());
    planners.emplace(planner_threads(), most_waiting_plans, fault_logger(log));
    large_orders.emplace(store->executor(), *sourcing, *quote_source, *planners);
    orders.emplace(*submitter, store->reads(), *sourcing, *large_orders, watching);
    choices.emplace(*submitter, store->reads(), *sourcing, extension.clock(), key);
    tasks.emplace(*submitter, store->reads(), settings.gateways.gs1_prefix);
    pick_lists.emplace(store->reads());
    shelves.emplace(*submitter);
    papers.emplace(store->reads(), carrier, effects, *fonts);
    effects_service.emplace(*submitter, store->reads());
    payments.emplace(*submitter, store->reads(), extension.clock());
    pickups.emplace(*submitter, store->reads(), codes);
    returns.emplace(*submitter, store->reads());
    routing_service.emplace(*submitter, store->reads(), setups, routing);
    quotes.emplace(*routing, *quote_source, *planners);
    decisions.emplace(*submitter, store->reads(), *sourcing, *routing);
    simulations.emplace(store->reads(), store->stock_view(), setups);
    view_service.emplace(store->view_feed(),
                         events::Watching::start(background->context(), store->reads(),
                                                 store->commits(), routing::view_watch_limits));
    events.emplace(store->reads(), watching);
    admin.emplace(
        store->reads(), [this] { return status(); }, settings.data_dir + "/backups");
}

void Composition::Parts::add_services() {
    if (serves("catalog")) catalog->add_to(*server);
    if (serves("inventory")) {
        inventory->add_to(*server);
        shelves->add_to(*server);
    }
    if (serves("orders")) {
        orders->add_to(*server);
        choices->add_to(*server);
    }
    if (serves("fulfillment")) {
        tasks->add_to(*server);
        papers->add_to(*server);
        pick_lists->add_to(*server);
    }
    if (serves("payments")) payments->add_to(*server);
    if (serves("pickups")) pickups->add_to(*server);
    if (serves("returns")) returns->add_to(*server);
    if (serves("routing")) {
        routing_service->add_to(*server);
        quotes->add_to(*server);
        decisions->add_to(*server);
        simulations->add_to(*server);
        view_service->add_to(*server);
    }
    if (serves("events")) events->add_to(*server);
    if (serves("admin")) {
        admin->add_to(*server);
        effects_service->add_to(*server);
    }
}

void Composition::Parts::watch_store() {
    const auto watch = [this](const char* name, const char* help,
                              std::int64_t storage::StoreStatus::*figure) {
        gauges.push_back(metrics->watch(
            name, help, [this, figure] { return static_cast<double>(store->status().*figure); }));
    };
    using storage::StoreStatus;
    watch("oms_store_queued_commands", "Commands that wait for their batch.",
          &StoreStatus::queued_commands);
    watch("oms_store_committed_batches", "Batches committed since the start.",
          &StoreStatus::committed_batches);
    watch("oms_store_committed_commands", "Commands committed since the start.",
          &StoreStatus::committed_commands);
    watch("oms_store_last_position", "Position of the newest event.", &StoreStatus::last_position);
    gauges.push_back(metrics->watch("oms_routing_rules_version",
                                    "Version of the routing rules in force; 0: none.", [this] {
                                        const auto setup = routing->current();
                                        return setup ? static_cast<double>(setup->version) : 0.0;
                                    }));
    watch("oms_store_stock_rows", "Stock rows in memory.", &StoreStatus::stock_rows);
}

Result<void> Composition::Parts::serve() {
    if (extension.runs_timers()) {
        TimerRunner::Options options;
        options.on_failure =
            failure_counter(log, metrics, "oms_timer_failures_total",
                            "Timers that did not run, or not whole; they are tried again.");
        timers = TimerRunner::start(background->context(), store->reads(), store->executor(),
                                    *sourcing, extension.clock(), random, std::move(options));
        effects::EffectRunner::Options effect_options;
        effect_options.on_failure =
            failure_counter(log, metrics, "oms_effect_failures_total",
                            "Attempts of effects that could not be settled; they are made again.");
        effect_runner =
            effects::EffectRunner::start(background->context(), store->reads(), extension.clock(),
                                         effects, std::move(effect_options));
    }
    rpc::ServerOptions options;
    options.listen = settings.listen;
    if (settings.admin_port != 0)
        options.metrics_listen = fmt::format("127.0.0.1:{}", settings.admin_port);
    options.development = settings.development;
    OMS_TRY(const std::uint16_t port, server->start(options));
    OMS_TRY(rpc::ListenAddress real, rpc::parse_listen_address(settings.listen));
    real.port = port;
    address = real.text();
    return {};
}

admin::ServerStatus Composition::Parts::status() const {
    const storage::StoreStatus figures = store->status();
    admin::ServerStatus status;
    status.version = OMS_VERSION;
    status.schema_version = figures.schema_version;
    status.start_time = start_time;
    status.now = extension.clock().now();
    status.last_position = figures.last_position;
    status.queued_commands = figures.queued_commands;
    status.committed_batches = figures.committed_batches;
    status.committed_commands = figures.committed_commands;
    status.stock_rows = figures.stock_rows;
    status.services = settings.services;
    return status;
}

Composition::Composition(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Composition::~Composition() {
    stop();
}

Result<std::unique_ptr<Composition>> Composition::start(const Settings& settings,
                                                        Extension& extension) {
    std::unique_ptr<Composition> composition(
        new Composition(std::make_unique<Parts>(settings, extension)));
    OMS_CHECK(composition->parts_->open());
    return composition;
}

const std::string& Composition::address() const {
    return parts_->address;
}

bool Composition::is_healthy() const {
    return parts_->store->is_healthy();
}

void Composition::stop() {
    if (std::exchange(parts_->stopped, true)) return;
    // Nobody is served any more, then nothing is begun any more, then what was begun is finished.
    if (parts_->server) parts_->server->drain(grace);
    if (parts_->planners) parts_->planners->stop();
    if (parts_->background) parts_->background->stop();
    if (parts_->effects) parts_->effects->stop();
    parts_->gauges.clear();
    if (parts_->store) parts_->store->stop();
}

}  // namespace oms::server
