#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "domain/result.hpp"
#include "services/common/keyed_hash.hpp"

namespace oms::pickups {

// What a QR code tells: everything that its code was made from, and the code.
struct PickupPass {
    std::string pickup_id;
    std::int64_t holder_no = 0;
    std::int64_t issue_no = 0;
    std::string code;
    friend bool operator==(const PickupPass&, const PickupPass&) = default;
};

// Makes the codes by which goods are handed over. A code is computed anew from the secret whenever
// it is sent, and never stored: rows keep its lookup hash. Codes never go into logs or events; no
// error of this class contains one. Immutable; any thread. A failure of OpenSSL is thrown as
// std::runtime_error.
class PickupCodes {
public:
    explicit PickupCodes(const SecretKey& secret);

    // 8 characters of Crockford base 32 (40 bits) for one holder of a pickup: the buyer or a proxy,
    // by number. Another issue number is another code. Two pickups can have one code by chance:
    // when its lookup hash is taken among the active ones of the store, take the next issue number.
    // Requires: pickup_id not empty, numbers not negative.
    std::string code(std::string_view pickup_id, std::int64_t holder_no,
                     std::int64_t issue_no) const;
    // A typed code as code() makes it: spaces and hyphens gone, capitals, I and L read as 1, O as
    // 0. Nothing when it cannot be a code.
    static std::optional<std::string> normalized(std::string_view text);
    // What the row of a pickup keeps, and is found by. The same code in another store has another.
    // Requires: a normalized code.
    Digest lookup_hash(const LocationId& location_id, std::string_view code) const;
    // Whether `text` is the code of this holder and issue; takes as long for a wrong code as for
    // the right one.
    bool is_code_of(std::string_view pickup_id, std::int64_t holder_no, std::int64_t issue_no,
                    std::string_view text) const;

    // The text of a QR code: version, pickup id, holder number, issue number, code and signature,
    // between dots. Requires: as code(), and no dot in pickup_id.
    std::string pass(std::string_view pickup_id, std::int64_t holder_no,
                     std::int64_t issue_no) const;
    // What pass() made. Whether its issue is still the present one, its pickup's row says. Fails
    // with Reason::malformed_field for text that is no pass at all, with Reason::pickup_code_wrong
    // for one that was changed or made elsewhere: it proves nothing of the pickup it names, so only
    // the device's attempts count it.
    Result<PickupPass> open_pass(std::string_view text) const;

private:
    std::string signature(std::string_view body) const;

    SecretKey code_key_;
    SecretKey lookup_key_;
    SecretKey pass_key_;
};

// Takes as long for different hashes as for equal ones.
bool is_same_code(const Digest& a, const Digest& b) noexcept;

}  // namespace oms::pickups
