#pragma once

#include <memory>
#include <string>

#include "domain/result.hpp"
#include "services/omsd/extension.hpp"
#include "services/omsd/settings.hpp"

namespace oms::server {

// A whole running server: the one place where ports meet what is behind them.
class Composition {
public:
    // Opens the store and serves. `extension` must outlive it. Fails with one line as detail.
    static Result<std::unique_ptr<Composition>> start(const Settings& settings,
                                                      Extension& extension);
    // Stops first, if that was not done.
    ~Composition();
    Composition(const Composition&) = delete;
    Composition& operator=(const Composition&) = delete;

    // Where it listens, with the real port.
    const std::string& address() const;
    // False when the store needs a restart of the process.
    bool is_healthy() const;
    // Takes no new calls, finishes those under way, then closes the store. Idempotent.
    void stop();

private:
    struct Parts;
    explicit Composition(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace oms::server
