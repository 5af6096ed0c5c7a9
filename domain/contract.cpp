#include "domain/contract.hpp"

#include <fmt/format.h>

namespace oms {

void violate_contract(const char* condition, const char* file, int line) {
    throw ContractViolation(fmt::format("{}:{}: {} does not hold", file, line, condition));
}

}  // namespace oms
