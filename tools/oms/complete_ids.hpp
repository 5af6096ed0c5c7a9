#pragma once

#include <string>
#include <vector>

#include "tools/oms/session.hpp"

namespace oms::cli {

// The ids of one kind that begin with `prefix`, as far as the actor may see them and the server
// tells them in the time the session gives a call: at most 50. One function per kind.
std::vector<std::string> complete_order(Session& session, const std::string& prefix);
std::vector<std::string> complete_sku(Session& session, const std::string& prefix);
std::vector<std::string> complete_location(Session& session, const std::string& prefix);
std::vector<std::string> complete_channel(Session& session, const std::string& prefix);
std::vector<std::string> complete_rules(Session& session, const std::string& prefix);
std::vector<std::string> complete_cart(Session& session, const std::string& prefix);
// Open ones, of the locations that the actor is for.
std::vector<std::string> complete_task(Session& session, const std::string& prefix);
std::vector<std::string> complete_pickup(Session& session, const std::string& prefix);

}  // namespace oms::cli
