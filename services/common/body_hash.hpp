#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <google/protobuf/message_lite.h>

#include "domain/command.hpp"

namespace oms::wire {

// The secret of one installation.
using BodyHashKey = std::array<std::uint8_t, 32>;

// HMAC-SHA256 (RFC 2104) over a request's deterministic serialization, request id included: two
// requests with the same fields have the same hash, and who reads the store learns nothing of a
// body by guessing. Any thread. A failure of OpenSSL is thrown as std::runtime_error.
class BodyHasher {
public:
    explicit BodyHasher(const BodyHashKey& key) : key_(key) {}
    BodyHash hash(const google::protobuf::MessageLite& request) const;

private:
    BodyHashKey key_;
};

}  // namespace oms::wire
