#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "services/common/keyed_hash.hpp"

namespace oms {

// What a link lets its holder do, without any other proof of who they are. The numbers are in links
// that were sent: they are added, never given another meaning.
enum class LinkPurpose : std::uint8_t {
    customer_choice = 1,   // decide what becomes of an order that cannot be fulfilled as promised
    pickup_extension = 2,  // have a pickup wait longer
};

struct Link {
    LinkPurpose purpose = LinkPurpose::customer_choice;
    std::string subject_id;  // what it is about; 1 to 64 bytes
    // Which of the links about this subject. A link works once: its subject keeps the number of the
    // one that works now, and whoever opens a link compares and moves on.
    std::int64_t issue_no = 0;
    Timestamp expire_time;  // from then on it does not work
    friend bool operator==(const Link&, const Link&) = default;
};

// Makes and opens the texts that links carry: letters, digits, '-' and '_' only. They name their
// subject and cannot be changed or made up without the secret. Immutable; any thread. A failure of
// OpenSSL is thrown as std::runtime_error.
class LinkTokens {
public:
    explicit LinkTokens(const SecretKey& secret);
    // Requires: a subject of 1 to 64 bytes, a positive issue number.
    std::string make(const Link& link) const;
    // Fails with Reason::link_invalid for whatever make() did not make for this purpose, always in
    // the same words, then with Reason::link_expired. Says nothing of whether it was used.
    Result<Link> open(std::string_view token, LinkPurpose purpose, Timestamp now) const;

private:
    SecretKey key_;
};

}  // namespace oms
