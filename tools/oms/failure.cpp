#include "tools/oms/failure.hpp"

namespace oms::cli {

tl::unexpected<Failure> usage_error(std::string message, std::string hint) {
    Failure failure;
    failure.exit_code = ExitCode::usage;
    failure.reason = "USAGE";
    failure.message = std::move(message);
    failure.hint = std::move(hint);
    return tl::unexpected<Failure>(std::move(failure));
}

tl::unexpected<Failure> usage_error(const std::string& what, const Error& error) {
    const ReasonInfo& row = info(error.reason);
    const std::string why = error.detail.empty() ? std::string(row.name) : error.detail;
    return usage_error(what + ": " + why, std::string(row.hint));
}

}  // namespace oms::cli
