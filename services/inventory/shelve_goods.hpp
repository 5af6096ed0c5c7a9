#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"

namespace oms::inventory {

// Where the goods of one SKU lie.
struct ShelvedGoods {
    Sku sku;
    Shelf shelf;
};

// Says where goods lie at a location, all or none; those that lie there already do not count.
// Answers with how many changed, encoded. Refusals in this order: location_not_found (also outside
// the actor's scope), item_not_found.
class ShelveGoods final : public Command {
public:
    using Encode = std::function<std::string(std::int64_t changed)>;
    ShelveGoods(Header header, LocationId location, std::vector<ShelvedGoods> goods, Encode encode)
        : Command(std::move(header)),
          location_(std::move(location)),
          goods_(std::move(goods)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    LocationId location_;
    std::vector<ShelvedGoods> goods_;
    Encode encode_;
};

}  // namespace oms::inventory
