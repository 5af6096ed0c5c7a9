#pragma once

#include <string>
#include <vector>

namespace oms::retail {

// Where the data may be, best first: `given`, else the environment variable OMS_DATA, else
// ../shared/data beside the source tree.
std::vector<std::string> data_folders(const std::string& given);
// The first of them that holds the retail data, or nothing.
std::string find_data(const std::vector<std::string>& folders);

}  // namespace oms::retail
