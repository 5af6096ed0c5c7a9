#pragma once

#include "domain/unit_of_work.hpp"
#include "domain/view_delta.hpp"

namespace oms::storage {

// What the changes of a unit of work change in the stock view, which is as before them.
ViewDelta view_changes(const UnitOfWork& unit, const StockView& view);

}  // namespace oms::storage
