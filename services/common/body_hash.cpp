#include "services/common/body_hash.hpp"

#include <memory>
#include <stdexcept>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace oms::wire {
namespace {

void require(bool holds) {
    if (!holds) throw std::runtime_error("OpenSSL cannot compute an HMAC");
}

struct Free {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

// A context that has taken in `key`: making one costs more than hashing an order, so each thread
// keeps its last.
EVP_MAC_CTX* context_of(const BodyHashKey& key) {
    thread_local std::unique_ptr<EVP_MAC_CTX, Free> context;
    thread_local BodyHashKey context_key;
    if (context && context_key == key) {
        require(EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1);
        return context.get();
    }
    const std::unique_ptr<EVP_MAC, Free> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    require(mac != nullptr);
    context.reset(EVP_MAC_CTX_new(mac.get()));
    require(context != nullptr);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    require(EVP_MAC_init(context.get(), key.data(), key.size(), parameters) == 1);
    context_key = key;
    return context.get();
}

}  // namespace

BodyHash BodyHasher::hash(const google::protobuf::MessageLite& request) const {
    thread_local std::string bytes;
    bytes.clear();
    {
        google::protobuf::io::StringOutputStream stream(&bytes);
        google::protobuf::io::CodedOutputStream coded(&stream);
        coded.SetSerializationDeterministic(true);
        require(request.SerializeToCodedStream(&coded));
    }
    EVP_MAC_CTX* const context = context_of(key_);
    BodyHash hash;
    std::size_t size = 0;
    require(EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(bytes.data()),
                           bytes.size()) == 1);
    require(EVP_MAC_final(context, hash.data(), &size, hash.size()) == 1 && size == hash.size());
    return hash;
}

}  // namespace oms::wire
