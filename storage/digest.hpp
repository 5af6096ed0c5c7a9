#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "domain/event_chain.hpp"
#include "domain/events.hpp"
#include "storage/engine.hpp"

namespace oms::storage {

// SHA-256 (FIPS 180-4), through OpenSSL; one context, used by one thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void begin();
    // Adds a length and the bytes, so that no two lists of parts give the same digest.
    void add(std::string_view part);
    void add(std::int64_t number);
    std::array<std::uint8_t, 32> end();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The hash of an event in its aggregate's chain (E5): over the hash before it and all of the event
// but its position.
ChainHash chain_hash(Sha256& sha, const ChainHash& before, const AggregateRef& aggregate,
                     std::int64_t sequence, std::string_view event_id, std::string_view type,
                     Timestamp time, std::string_view actor, std::string_view cause,
                     std::string_view data);

AnswerKey answer_key(Sha256& sha, std::string_view principal, std::string_view method,
                     std::string_view request_id);

}  // namespace oms::storage
