#pragma once

#include <chrono>

#include "services/common/listener.hpp"

namespace oms::server {

// What a server does to its process before anything else, before any thread: files are for their
// owner only, no core dump or tracer sees its memory, as many descriptors as the system allows, a
// bounded number of memory arenas, and no death by a closed pipe.
void prepare_process();

// SIGTERM and SIGINT as something to wait for. Made before any thread, so that every thread leaves
// them to it.
class StopSignals {
public:
    StopSignals();
    // True when one has come.
    bool wait(std::chrono::milliseconds longest);

private:
    rpc::Fd signals_;
};

}  // namespace oms::server
