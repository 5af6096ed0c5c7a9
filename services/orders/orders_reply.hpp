#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <oms/orders/v1/order_service.pb.h>

#include "domain/queries.hpp"
#include "domain/result.hpp"
#include "services/orders/change_address.hpp"
#include "services/orders/edit_order.hpp"
#include "services/orders/make_choice.hpp"

namespace oms::orders {

// From the domain to the wire, as the bytes that are sent. Replies of mutations carry ids and
// states only; they are made on the executor's thread, before the commit.

std::string place_order_reply(const Order& order);
// `asked`: what locations are to give back first.
std::string cancel_order_reply(const Order& order, const std::vector<ParcelUnits>& asked);
std::string make_choice_reply(const ChoiceOutcome& outcome);
std::string hold_order_reply(const Order& order, const HoldId& hold_id);
std::string release_hold_reply(const Order& order, const HoldId& hold_id);
std::string add_note_reply(const Order& order);
std::string update_tags_reply(const Order& order);
std::string preview_edit_reply(const EditOutcome& outcome);
std::string change_address_reply(const AddressOutcome& outcome);
std::string change_pickup_reply(const Order& order);
std::string confirm_edit_reply(const EditOutcome& outcome);

// With personal fields as far as the query has given any.
std::string get_order_reply(const OrderDetails& details);

// Messages of a watch: the order as it is at `position`, after `change` if that is given; and the
// sign of life in between.
std::string watch_order_message(const OrderChange* change, const Order& order,
                                std::int64_t position);
std::string watch_order_heartbeat(std::int64_t position);

// One outcome for each request, in their order; a good one is what place_order_reply made.
std::string batch_reply(const std::vector<Result<std::string>>& outcomes, std::string_view log_id);

}  // namespace oms::orders
