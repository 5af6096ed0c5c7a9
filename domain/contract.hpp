#pragma once

#include <stdexcept>

namespace oms {

// A broken promise of our own code, never of a caller. The executor re-runs the batch without the
// culprit, which is answered INTERNAL and stores nothing.
class ContractViolation : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] void violate_contract(const char* condition, const char* file, int line);

}  // namespace oms

// On in every build. For what only a bug of ours can break.
#define OMS_REQUIRE(condition) \
    ((condition) ? static_cast<void>(0) : ::oms::violate_contract(#condition, __FILE__, __LINE__))
