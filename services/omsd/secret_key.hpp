#pragma once

#include <string>

#include "domain/result.hpp"
#include "services/common/body_hash.hpp"

namespace oms::server {

// The installation's key: 32 random bytes in `data_dir`/secret.key, mode 0600, made when there are
// none. Fails with Reason::store_unavailable, one line: the file cannot be read or written, is of
// another size, or others may read it.
Result<wire::BodyHashKey> load_secret_key(const std::string& data_dir);

}  // namespace oms::server
