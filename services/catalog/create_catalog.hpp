#pragma once

#include <functional>
#include <string>
#include <utility>

#include "domain/command.hpp"

namespace oms::catalog {

// Adds an item. Refusal: item_exists.
class CreateItem final : public Command {
public:
    using Encode = std::function<std::string(const Item&)>;
    CreateItem(Header header, Item item, Encode encode)
        : Command(std::move(header)), item_(std::move(item)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.items.push_back(item_.sku); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Item item_;
    Encode encode_;
};

// Adds a location. Refusals: location_exists, not_permitted outside the actor's locations.
class CreateLocation final : public Command {
public:
    using Encode = std::function<std::string(const Location&)>;
    CreateLocation(Header header, Location location, Encode encode)
        : Command(std::move(header)), location_(std::move(location)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.locations.push_back(location_.location_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Location location_;
    Encode encode_;
};

// Adds a channel. Refusals: channel_exists, not_permitted outside the actor's channels.
class CreateChannel final : public Command {
public:
    using Encode = std::function<std::string(const Channel&)>;
    CreateChannel(Header header, Channel channel, Encode encode)
        : Command(std::move(header)), channel_(std::move(channel)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.channels.push_back(channel_.channel_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Channel channel_;
    Encode encode_;
};

}  // namespace oms::catalog
