#include "services/common/keyed_hash.hpp"

#include <cstddef>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace oms {
namespace {

Digest hmac(const SecretKey& key, std::string_view bytes) {
    Digest digest{};
    unsigned int size = 0;
    const unsigned char* const made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                                           reinterpret_cast<const unsigned char*>(bytes.data()),
                                           bytes.size(), digest.data(), &size);
    if (made == nullptr || size != digest.size())
        throw std::runtime_error("OpenSSL cannot compute an HMAC");
    return digest;
}

}  // namespace

SecretKey derived_key(const SecretKey& secret, std::string_view use) {
    return hmac(secret, use);
}

Digest keyed_hash(const SecretKey& key, std::initializer_list<std::string_view> parts) {
    std::string bytes;
    for (const std::string_view part : parts) {
        const std::uint64_t size = part.size();
        for (unsigned shift = 64; shift > 0; shift -= 8)
            bytes += static_cast<char>(static_cast<unsigned char>(size >> (shift - 8)));
        bytes += part;
    }
    return hmac(key, bytes);
}

bool is_same_secret(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_same_secret(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace oms
