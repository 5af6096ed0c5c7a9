// The verbs of `order` that change where it goes while locations have it in work: readdress,
// move-pickup.
#include <utility>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tools/oms/address.hpp"
#include "tools/oms/commands.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/order_text.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;
using orders::OrderService;

struct ReaddressOrder {
    std::string key, etag;
    AddressOptions address;
};

struct MovePickup {
    std::string key, etag, from, to;
};

Outcome<ExitCode> run_readdress(Session& session, const ReaddressOrder& options) {
    if (!options.address.given()) return usage_error("readdress: the flags of an address");
    orders::ChangeAddressRequest request;
    OMS_TRY(*request.mutable_ship_to(), options.address.build());
    request.set_etag(options.etag);
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.key));
    OMS_TRY(const auto response,
            session.mutate(&OrderService::Stub::ChangeAddress, std::move(request)));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    print_receipt(page, response.order());
    for (const std::string& id : response.recalled_fulfillment_order_ids())
        page.line("asked to give it back: " + id);
    for (const std::string& id : response.redirected_fulfillment_order_ids())
        page.line("the carrier is asked to redirect: " + id);
    if (response.needs_review())
        page.line("the new address is far from the old one: it waits for a fraud review");
    return ExitCode::ok;
}

Outcome<ExitCode> run_move(Session& session, const MovePickup& options) {
    orders::ChangePickupLocationRequest request;
    request.set_etag(options.etag);
    request.set_from_location_id(options.from);
    request.set_to_location_id(options.to);
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.key));
    OMS_TRY(const auto response,
            session.mutate(&OrderService::Stub::ChangePickupLocation, std::move(request)));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    print_receipt(page, response.order());
    return ExitCode::ok;
}

}  // namespace

void add_order_way(CLI::App& noun, Commands& commands) {
    const auto [readdress, readdressed] =
        add_verb<ReaddressOrder>(noun, commands, "readdress",
                                 "Sends an order elsewhere, what is released too", run_readdress);
    readdress->add_option("ORDER", readdressed->key, order_key_help)->required();
    readdress->add_option("--etag", readdressed->etag,
                          "Only if the order is still at this version");
    add_address_options(*readdress, readdressed->address);

    const auto [move, moved] = add_verb<MovePickup>(
        noun, commands, "move-pickup", "Has it collected at another location", run_move);
    move->add_option("ORDER", moved->key, order_key_help)->required();
    move->add_option("FROM", moved->from, "Where it is to be collected by now")->required();
    move->add_option("TO", moved->to, "Where from now on")->required();
    move->add_option("--etag", moved->etag, "Only if the order is still at this version");
}

}  // namespace oms::cli
