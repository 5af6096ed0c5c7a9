#include "services/omsd/postal_file.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace oms::server {

using fulfillment::PostalCentroids;

Result<std::shared_ptr<const PostalCentroids>> read_postal_centroids(const std::string& path) {
    if (path.empty()) return std::shared_ptr<const PostalCentroids>();
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text;
    std::array<char, 65'536> block;
    while (file.read(block.data(), block.size()) || file.gcount() > 0)
        text.append(block.data(), static_cast<std::size_t>(file.gcount()));
    if (!file.is_open() || file.bad()) {
        return fail(Reason::malformed_field,
                    fmt::format("postal centroids: {} cannot be read: {}", path,
                                std::generic_category().message(errno == 0 ? EIO : errno)));
    }
    auto centroids = PostalCentroids::parse(text);
    if (!centroids) {
        const auto& fields = centroids.error().fields;
        return fail(Reason::malformed_field,
                    fmt::format("postal centroids: {}: {}", path,
                                fields.empty() ? centroids.error().detail
                                               : fmt::format("{}: {}", fields[0].field,
                                                             fields[0].description)));
    }
    return std::make_shared<const PostalCentroids>(*std::move(centroids));
}

}  // namespace oms::server
