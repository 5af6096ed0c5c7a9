#pragma once

#include <string>

#include "domain/result.hpp"

namespace oms::notifications {

struct Credentials {
    std::string user;
    std::string password;
};

// Reads a file of two lines, user and password. Fails with Reason::internal_fault (detail: the path
// and what is wrong, never the content) when it cannot be read, others than its owner may read it,
// or it is not two lines that are not empty.
Result<Credentials> read_credentials(const std::string& path);

}  // namespace oms::notifications
