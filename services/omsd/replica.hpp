#pragma once

#include <memory>
#include <string>

#include "domain/result.hpp"
#include "services/omsd/extension.hpp"
#include "services/omsd/settings.hpp"

namespace oms::server {

// A server without a store: routing on a copy of another server's view. Its health says NOT_SERVING
// until the first whole copy is there; when the other server is gone, the copy goes on answering,
// and says how old it is.
class Replica {
public:
    // Serves. `extension` must outlive it; its services need a store, and are not here. Fails with
    // one line as detail.
    static Result<std::unique_ptr<Replica>> start(const Settings& settings, Extension& extension);
    // Stops first, if that was not done.
    ~Replica();
    Replica(const Replica&) = delete;
    Replica& operator=(const Replica&) = delete;

    // Where it listens, with the real port.
    const std::string& address() const;
    // Takes no new calls, finishes those under way. Idempotent.
    void stop();

private:
    struct Parts;
    explicit Replica(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace oms::server
