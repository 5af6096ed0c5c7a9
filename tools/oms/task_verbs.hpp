#pragma once

#include "tools/oms/commands.hpp"

// The verbs of `task`, each group in the file of its name.
namespace oms::cli {

// At the shelf and the packing table: accept, take, pick, short, pack, ready.
void add_task_work(CLI::App& noun, Commands& commands);
// What leaves and arrives: ship, delivered, lost, found, send, receive.
void add_task_goods(CLI::App& noun, Commands& commands);
// A walk through the aisles: picklist.
void add_task_pick_list(CLI::App& noun, Commands& commands);
// What is printed: label, slip.
void add_task_papers(CLI::App& noun, Commands& commands);
// What a location says no or yes to: reject, give-back, keep, put-back, retry.
void add_task_answers(CLI::App& noun, Commands& commands);

}  // namespace oms::cli
