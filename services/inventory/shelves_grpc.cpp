#include "services/inventory/shelves_grpc.hpp"

#include <memory>
#include <set>
#include <utility>

#include "services/common/common_wire.hpp"
#include "services/common/handlers.hpp"
#include "services/inventory/shelve_goods.hpp"

namespace oms::inventory {
namespace {

constexpr int most_shelved = 500;
constexpr std::size_t longest_shelf = 32;

std::vector<ShelvedGoods> shelved_goods(wire::FieldCheck& check,
                                        const v1::ShelveGoodsRequest& request) {
    std::vector<ShelvedGoods> goods;
    if (!check.count("goods", request.goods_size(), 1, most_shelved)) return goods;
    std::set<std::string_view> seen;
    for (int i = 0; i < request.goods_size(); ++i) {
        const auto at = check.inside("goods", i);
        ShelvedGoods& one = goods.emplace_back();
        one.sku = check.id<Sku>("sku", request.goods(i).sku());
        check.require(seen.insert(request.goods(i).sku()).second, "sku", "each SKU once");
        one.shelf.place = check.reference("shelf", request.goods(i).shelf(), 0, longest_shelf);
    }
    return goods;
}

std::string shelved_reply(std::int64_t changed) {
    return wire::bytes_of<v1::ShelveGoodsResponse>(
        [&](auto& reply) { reply.set_changed(changed); });
}

}  // namespace

void ShelvesGrpc::add_to(rpc::Server& server) {
    server.add(
        {"/oms.inventory.v1.InventoryService/ShelveGoods",
         wire::handler<v1::ShelveGoodsRequest>(
             [this](const auto& call, const auto& request) { return shelve(call, request); })});
}

Result<void> ShelvesGrpc::shelve(const rpc::Call& call, const v1::ShelveGoodsRequest& request) {
    wire::FieldCheck check;
    check.request_id(request.request_id());
    LocationId location = check.id<LocationId>("location_id", request.location_id(), false);
    std::vector<ShelvedGoods> goods = shelved_goods(check, request);
    if (!check.ok()) return fail(std::move(check).error());
    submitter_.submit(
        std::make_unique<ShelveGoods>(submitter_.header(call, request), std::move(location),
                                      std::move(goods), shelved_reply),
        call);
    return {};
}

}  // namespace oms::inventory
