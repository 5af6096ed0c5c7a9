#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace oms {

// A secret of one installation, or one derived from it.
using SecretKey = std::array<std::uint8_t, 32>;
using Digest = std::array<std::uint8_t, 32>;

// The key for one use: HMAC-SHA256 of the use's name under `secret`. Who knows it learns nothing of
// `secret` or of the keys for other uses.
SecretKey derived_key(const SecretKey& secret, std::string_view use);

// HMAC-SHA256 (RFC 2104) under `key` over the parts, each after its length: ("ab", "c") and
// ("a", "bc") differ. Any thread. A failure of OpenSSL is thrown as std::runtime_error.
Digest keyed_hash(const SecretKey& key, std::initializer_list<std::string_view> parts);

// Takes as long for wrong bytes as for right ones; only a wrong length is told at once.
bool is_same_secret(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) noexcept;
bool is_same_secret(std::string_view a, std::string_view b) noexcept;

}  // namespace oms
