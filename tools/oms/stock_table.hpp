#pragma once

#include "oms/inventory/v1/inventory_service.pb.h"
#include "tools/oms/commands.hpp"

namespace oms::cli {

void print_levels(const Session& session,
                  const google::protobuf::RepeatedPtrField<oms::inventory::v1::StockLevel>& levels);

// Verbs of `stock` that have files of their own.
void add_stock_list(CLI::App& noun, Commands& commands);
void add_stock_shelve(CLI::App& noun, Commands& commands);
void add_stock_import(CLI::App& noun, Commands& commands);
void add_stock_verify(CLI::App& noun, Commands& commands);

}  // namespace oms::cli
