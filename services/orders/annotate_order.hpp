#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "services/orders/place_order.hpp"

namespace oms::orders {

// Beyond so many personal rows (people, texts, reasons) an order takes no more notes.
inline constexpr std::size_t most_personal_rows = 1'000;

struct NoteRequest {
    OrderId order_id;
    std::int64_t version = 0;  // the one the caller saw, or 0 for any
    std::string text;
};

struct TagsRequest {
    OrderId order_id;
    std::int64_t version = 0;
    std::vector<std::string> add;
    std::vector<std::string> remove;
};

// Keeps a text with an order, also with one that has ended. Refusals in this order:
// order_not_found, version_mismatch, illegal_transition beyond most_personal_rows.
class AddNote final : public Command {
public:
    AddNote(Header header, NoteRequest request, EncodeOrder encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(request_.order_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    NoteRequest request_;
    EncodeOrder encode_;
};

// Adds and removes tags, also of an order that has ended; what is so already is no change. Refusals
// in this order: order_not_found, version_mismatch, illegal_transition beyond most_tags.
class UpdateTags final : public Command {
public:
    UpdateTags(Header header, TagsRequest request, EncodeOrder encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(request_.order_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    TagsRequest request_;
    EncodeOrder encode_;
};

}  // namespace oms::orders
