#include "storage/digest.hpp"

#include <algorithm>
#include <cstring>

#include <openssl/evp.h>

#include "domain/contract.hpp"

namespace oms::storage {

struct Sha256::Impl {
    EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
    OMS_REQUIRE(impl_->algorithm != nullptr && impl_->context != nullptr);
}

Sha256::~Sha256() {
    EVP_MD_CTX_free(impl_->context);
    EVP_MD_free(impl_->algorithm);
}

void Sha256::begin() {
    OMS_REQUIRE(EVP_DigestInit_ex2(impl_->context, impl_->algorithm, nullptr) == 1);
}

void Sha256::add(std::string_view part) {
    add(static_cast<std::int64_t>(part.size()));
    OMS_REQUIRE(EVP_DigestUpdate(impl_->context, part.data(), part.size()) == 1);
}

void Sha256::add(std::int64_t number) {
    std::array<unsigned char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> (8 * i));
    }
    OMS_REQUIRE(EVP_DigestUpdate(impl_->context, bytes.data(), bytes.size()) == 1);
}

std::array<std::uint8_t, 32> Sha256::end() {
    std::array<std::uint8_t, 32> digest{};
    unsigned int length = 0;
    OMS_REQUIRE(EVP_DigestFinal_ex(impl_->context, digest.data(), &length) == 1 &&
                length == digest.size());
    return digest;
}

ChainHash chain_hash(Sha256& sha, const ChainHash& before, const AggregateRef& aggregate,
                     std::int64_t sequence, std::string_view event_id, std::string_view type,
                     Timestamp time, std::string_view actor, std::string_view cause,
                     std::string_view data) {
    std::array<char, 32> bytes{};
    std::memcpy(bytes.data(), before.data(), bytes.size());
    sha.begin();
    sha.add(std::string_view(bytes.data(), bytes.size()));
    sha.add(enum_text(aggregate.type));
    sha.add(aggregate.id);
    sha.add(sequence);
    sha.add(event_id);
    sha.add(type);
    sha.add(to_unix_micros(time));
    sha.add(actor);
    sha.add(cause);
    sha.add(data);
    return sha.end();
}

AnswerKey answer_key(Sha256& sha, std::string_view principal, std::string_view method,
                     std::string_view request_id) {
    sha.begin();
    sha.add(principal);
    sha.add(method);
    sha.add(request_id);
    const auto digest = sha.end();
    AnswerKey key{};
    std::copy_n(digest.begin(), key.size(), key.begin());
    return key;
}

std::size_t AnswerKeyHash::operator()(const AnswerKey& key) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, key.data(), sizeof value);  // a digest is its own hash
    return value;
}

}  // namespace oms::storage
