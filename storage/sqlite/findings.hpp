#pragma once

#include <string>
#include <string_view>

#include "domain/queries.hpp"

namespace oms::storage::sqlite {

// A report names no more than so many.
inline constexpr std::size_t most_findings = 1000;

inline void add_finding(VerifyReport& report, std::string_view invariant, std::string_view subject,
                        std::string_view description) {
    if (report.findings.size() >= most_findings) return;
    report.findings.push_back(
        {std::string(invariant), std::string(subject), std::string(description)});
}

}  // namespace oms::storage::sqlite
