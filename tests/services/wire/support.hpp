#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace oms::tests {

// The paths of the fields that were refused, sorted; "accepted" when nothing was.
template <class T>
std::vector<std::string> refused(const Result<T>& result) {
    if (result) return {"accepted"};
    std::vector<std::string> paths;
    for (const FieldViolation& violation : result.error().fields)
        paths.push_back(violation.field);
    std::sort(paths.begin(), paths.end());
    return paths;
}

// One change to a good request, and the one field that must be refused for it.
template <class Request>
struct Example {
    std::string_view title;
    std::function<void(Request&)> change;
    std::string field;  // empty: must be accepted
};

}  // namespace oms::tests
