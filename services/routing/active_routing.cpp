#include "services/routing/active_routing.hpp"

#include <exception>
#include <future>
#include <utility>

#include <fmt/format.h>

#include "services/routing/rules_wire.hpp"

namespace oms::routing {
namespace {

std::uint64_t locations_version(const StockViewReader& reader) {
    std::uint64_t version = 0;
    reader.read([&](const StockView& view) { version = view.locations_version(); });
    return version;
}

// One line for the operator.
Error unusable(std::int64_t version, const Error& error) {
    const std::string what =
        error.fields.empty()
            ? error.detail
            : fmt::format("{}{}{}", error.fields[0].field,
                          error.fields[0].field.empty() ? "" : ": ", error.fields[0].description);
    return {Reason::store_unavailable,
            fmt::format("version {} of the routing rules is in force, but this program cannot "
                        "follow it ({}); use the omsd that published it to publish another",
                        version, what),
            {},
            {},
            {},
            false};
}

}  // namespace

ActiveRouting::ActiveRouting(std::shared_ptr<SetupMaker> maker, ReadPool& reads,
                             const StockViewReader& view, Tell tell)
    : maker_(std::move(maker)),
      reads_(reads),
      view_(view),
      tell_(std::move(tell)),
      locations_version_(locations_version(view)) {}

std::shared_ptr<ActiveRouting> ActiveRouting::follow(std::shared_ptr<SetupMaker> maker,
                                                     ReadPool& reads, CommitFeed& commits,
                                                     const StockViewReader& view, Tell tell) {
    std::shared_ptr<ActiveRouting> routing(
        new ActiveRouting(std::move(maker), reads, view, std::move(tell)));
    commits.add_listener([weak = std::weak_ptr<ActiveRouting>(routing)](std::int64_t) {
        if (const auto self = weak.lock()) self->on_commit();
    });
    return routing;
}

std::shared_ptr<const fulfillment::RoutingSetup> ActiveRouting::current() const {
    const std::lock_guard lock(mutex_);
    return setup_;
}

Result<void> ActiveRouting::load() {
    std::promise<Result<void>> promise;
    auto loaded = promise.get_future();
    read([&promise](Result<void> result) { promise.set_value(std::move(result)); });
    return loaded.get();
}

void ActiveRouting::refresh(std::function<void()> done) {
    read([self = shared_from_this(), done = std::move(done)](const Result<void>& result) {
        if (!result) self->tell(result.error().detail);
        done();
    });
}

// At most one refresh waits; one that has begun to read may not see this commit any more.
void ActiveRouting::on_commit() {
    const std::uint64_t now = locations_version(view_);
    if (std::exchange(locations_version_, now) == now) return;
    if (refresh_waits_.exchange(true)) return;
    refresh([] {});
}

void ActiveRouting::read(std::function<void(Result<void>)> done) {
    reads_.submit([self = shared_from_this(), done = std::move(done)](ReadSession* session) {
        if (session == nullptr) return done(fail(Reason::shutting_down, "the store is closing"));
        self->refresh_waits_.store(false);
        try {
            done(self->take(*session));
        } catch (const std::exception& fault) {
            done(fail(Reason::internal_fault, fault.what()));
        }
    });
}

Result<void> ActiveRouting::take(ReadSession& session) {
    OMS_TRY(RoutingSource source, session.routing_source(0));
    if (!source.rules) return {};
    const std::int64_t version = source.rules->version;
    auto document = document_of_body(source.rules->body);
    if (!document) return fail(unusable(version, document.error()));
    auto made = maker_->make(version, *std::move(document), std::move(source.locations));
    if (!made) return fail(unusable(version, made.error()));
    if (!made->set_aside.empty()) {
        tell(fmt::format("not routed to, {} in all: {}", made->set_aside.size(),
                         made->set_aside.front()));
    }
    install(std::move(made->setup), source.position);
    return {};
}

// Two reads may end in another order than they began.
void ActiveRouting::install(std::shared_ptr<const fulfillment::RoutingSetup> setup,
                            std::int64_t position) {
    const std::lock_guard lock(mutex_);
    if (position < position_) return;
    position_ = position;
    setup_.swap(setup);
}

void ActiveRouting::tell(const std::string& line) {
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(told_, line) == line) return;
    }
    tell_(line);
}

}  // namespace oms::routing
