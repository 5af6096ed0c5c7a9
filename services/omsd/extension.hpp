#pragma once

#include <memory>

#include <CLI/CLI.hpp>

#include "domain/time.hpp"
#include "fulfillment/exact_sourcing.hpp"
#include "services/common/random_source.hpp"
#include "services/common/server.hpp"
#include "services/effects/effect_worker.hpp"
#include "storage/store.hpp"

namespace oms::server {

// In what the server and the test server differ. Everything else is the same code.
class Extension {
public:
    virtual ~Extension() = default;
    // Flags of its own, read before anything below is called.
    virtual void add_options(CLI::App& /*app*/) {}
    // The clock of everything but deadlines. Stays the same.
    virtual const Clock& clock() = 0;
    // Whether due timers run by themselves.
    virtual bool runs_timers() const = 0;
    // Whether routing keeps the reasons of its decisions.
    virtual fulfillment::Recording recording() const { return fulfillment::Recording::on; }
    // Services of its own, which must last as long as the server.
    virtual void add_to(rpc::Server& /*server*/, storage::Store& /*store*/,
                        const Sourcing& /*sourcing*/, const RandomSource& /*random*/,
                        const std::shared_ptr<effects::EffectWorker>& /*effects*/) {}
};

// The clock on the wall.
class SystemClock final : public Clock {
public:
    Timestamp now() const override {
        return std::chrono::floor<Duration>(std::chrono::system_clock::now());
    }
};

}  // namespace oms::server
