#pragma once

#include "domain/result.hpp"
#include "services/notifications/message.hpp"

namespace oms::notifications {

// The port to whatever sends notices. May take seconds: a worker calls it, never a thread that
// serves calls or writes. Any thread may call it.
class Sender {
public:
    virtual ~Sender() = default;
    // Returns when the notice is taken over. May be repeated with the same operation id; whether
    // the customer then gets one notice or two, the implementation says. Fails with
    // Reason::gateway_unavailable (again later), Reason::gateway_refused or
    // Reason::malformed_request (never again; a person must look). Errors hold nothing personal.
    virtual Result<void> send(const Message& message) = 0;
};

}  // namespace oms::notifications
