#pragma once

#include <string_view>
#include <vector>

#include "domain/reservation.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

inline constexpr std::string_view order_owner = "order";
inline constexpr std::string_view cart_hold_owner = "cart_hold";

// The reservations of one owner, by line and location.
Result<std::vector<Reservation>> load_reservations(Connection& connection,
                                                   std::string_view owner_type,
                                                   std::string_view owner_id);
// Makes the stored rows those of `reservations`. `fresh`: there are none yet.
Result<void> store_reservations(Connection& connection, std::string_view owner_type,
                                std::string_view owner_id,
                                const std::vector<Reservation>& reservations, bool fresh);

}  // namespace oms::storage::sqlite
