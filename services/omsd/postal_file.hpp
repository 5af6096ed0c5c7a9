#pragma once

#include <memory>
#include <string>

#include "fulfillment/postal_centroids.hpp"

namespace oms::server {

// Reads the file that says where postal codes are; an empty path: nothing. Fails with
// Reason::malformed_field and one line that names the file: it cannot be read, or what is wrong
// with its first bad line.
Result<std::shared_ptr<const fulfillment::PostalCentroids>> read_postal_centroids(
    const std::string& path);

}  // namespace oms::server
