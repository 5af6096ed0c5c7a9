#include "services/common/time_zone.hpp"

#include <filesystem>
#include <string>
#include <system_error>

#include "domain/text.hpp"

namespace oms::wire {
namespace {

constexpr std::string_view database = "/usr/share/zoneinfo/";

bool is_file(const std::string& path) {
    std::error_code error;
    return std::filesystem::is_regular_file(path, error);
}

}  // namespace

bool is_known_zone(std::string_view name) {
    if (!is_zone_name(name)) return false;
    static const bool has_database = is_file(std::string(database).append("UTC"));
    return !has_database || is_file(std::string(database).append(name));
}

}  // namespace oms::wire
