#include "tools/retail/data_folder.hpp"

#include <cstdlib>
#include <filesystem>

namespace oms::retail {

std::vector<std::string> data_folders(const std::string& given) {
    if (!given.empty()) return {given};
    const char* from_environment = std::getenv("OMS_DATA");
    if (from_environment != nullptr && *from_environment != '\0') return {from_environment};
    return {std::filesystem::path(OMS_SOURCE_FOLDER).parent_path() / "shared" / "data"};
}

std::string find_data(const std::vector<std::string>& folders) {
    for (const std::string& folder : folders)
        if (std::filesystem::exists(folder + "/online_retail_2010_2011.csv.gz")) return folder;
    return {};
}

}  // namespace oms::retail
