#include "services/routing/view_wire.hpp"

#include <utility>

#include "services/catalog/catalog_wire.hpp"
#include "services/catalog/closing_wire.hpp"
#include "services/common/common_wire.hpp"
#include "services/routing/rules_wire.hpp"

namespace oms::routing {
namespace {

using wire::FieldCheck;

constexpr std::size_t longest_part = std::size_t{512} * 1024;
// Tag and length of a row.
constexpr std::size_t row_overhead = 6;

// Fills one message after the other.
class Parts {
public:
    // Before a row is added.
    v1::ViewRows& rows() {
        if (bytes_ > longest_part) flush();
        return *message_.mutable_rows();
    }
    void added(const google::protobuf::MessageLite& row) {
        bytes_ += row.ByteSizeLong() + row_overhead;
    }
    void add_channel(const ChannelId& id) {
        rows().add_channel_ids(id.str());
        bytes_ += id.str().size() + row_overhead;
    }
    std::vector<std::string> take(const std::optional<ViewPosition>& position) && {
        if (position) {
            v1::ViewPosition& out = *message_.mutable_position();
            out.set_position(position->position);
            out.set_head_position(position->head_position);
            if (position->commit_time)
                wire::encode(*position->commit_time, *out.mutable_commit_time());
        }
        if (position || bytes_ > 0) flush();
        return std::move(parts_);
    }

private:
    void flush() {
        parts_.push_back(message_.SerializeAsString());
        message_.Clear();
        bytes_ = 0;
    }

    v1::WatchViewResponse message_;
    std::size_t bytes_ = 0;
    std::vector<std::string> parts_;
};

void encode(const ViewDelta::ItemRow& row, v1::ViewItem& out) {
    out.set_sku(row.sku.str());
    out.set_weight_g(row.facts.weight_g);
    out.set_length_mm(row.facts.length_mm);
    out.set_width_mm(row.facts.width_mm);
    out.set_height_mm(row.facts.height_mm);
    out.set_handling_class(wire::to_proto<catalog::v1::HandlingClass>(row.facts.handling_class));
    out.mutable_tags()->Add(row.facts.tags.begin(), row.facts.tags.end());
}

void encode(const ViewDelta::CellRow& row, v1::ViewStock& out) {
    out.set_sku(row.key.sku.str());
    out.set_location_id(row.key.location_id.str());
    out.set_on_hand(row.on_hand);
    out.set_reserved(row.reserved);
}

void encode(const ViewDelta::WorkRow& row, v1::ViewWork& out) {
    out.set_location_id(row.key.location_id.str());
    out.set_kind(wire::to_proto<v1::WorkKind>(row.key.kind));
    out.set_day(row.key.day);
    out.set_slot(row.key.slot);
    out.set_parcels(row.done.parcels);
    out.set_lines(row.done.lines);
    out.set_units(row.done.units);
}

void encode(const ViewDelta::InboundRow& row, v1::ViewInbound& out) {
    out.set_sku(row.sku.str());
    for (const InboundUnits& units : row.units) {
        v1::InboundUnits& one = *out.add_units();
        one.set_location_id(units.location_id.str());
        wire::encode(units.available_from, *one.mutable_available_from());
        one.set_quantity(units.quantity);
        one.set_receipt_id(units.receipt_id);
    }
}

Result<void> encode(const RulesInForce& rules, v1::ViewRules& out) {
    OMS_TRY(const fulfillment::RulesDocument document, document_of_body(rules.body));
    out.set_version(rules.version);
    out.set_publications(rules.publications);
    routing::encode(document, *out.mutable_rules());
    out.set_author(rules.author);
    out.set_comment(rules.comment);
    wire::encode(rules.create_time, *out.mutable_create_time());
    if (rules.publish_time) wire::encode(*rules.publish_time, *out.mutable_publish_time());
    return {};
}

template <class Row, class Message>
void add_rows(Parts& parts, const std::vector<Row>& rows, Message* (v1::ViewRows::*add)()) {
    for (const Row& row : rows) {
        Message& out = *(parts.rows().*add)();
        encode(row, out);
        parts.added(out);
    }
}

// The other server has it so: what it cannot be routed for is seen later, not here.
Location location_of(FieldCheck& check, const catalog::v1::Location& given) {
    FieldCheck unheard;
    Location location = catalog::location_fields(unheard, given);
    location.location_id = check.id<LocationId>("location_id", given.location_id(), false);
    if (given.has_closure()) location.closure = catalog::closure_of(check, given.closure());
    return location;
}

ViewDelta::ItemRow item_of(FieldCheck& check, const v1::ViewItem& given) {
    ViewDelta::ItemRow row{check.id<Sku>("sku", given.sku()), {}};
    row.facts.weight_g = given.weight_g();
    row.facts.length_mm = given.length_mm();
    row.facts.width_mm = given.width_mm();
    row.facts.height_mm = given.height_mm();
    row.facts.handling_class =
        wire::enumeration<HandlingClass>(check, "handling_class", given.handling_class());
    row.facts.tags.assign(given.tags().begin(), given.tags().end());
    return row;
}

ViewDelta::CellRow cell_of(FieldCheck& check, const v1::ViewStock& given) {
    return {
        {check.id<Sku>("sku", given.sku()),
         check.id<LocationId>("location_id", given.location_id(), false)},
        given.on_hand(),
        given.reserved()
    };
}

ViewDelta::WorkRow work_of(FieldCheck& check, const v1::ViewWork& given) {
    return {
        {check.id<LocationId>("location_id", given.location_id(), false),
         wire::enumeration<WorkKind>(check, "kind", given.kind()), given.day(), given.slot()},
        {given.parcels(),                            given.lines(),                                  given.units()                            }
    };
}

ViewDelta::InboundRow inbound_of(FieldCheck& check, const v1::ViewInbound& given) {
    ViewDelta::InboundRow row{check.id<Sku>("sku", given.sku()), {}};
    for (const v1::InboundUnits& units : given.units()) {
        row.units.push_back({check.id<LocationId>("location_id", units.location_id(), false),
                             wire::time(check, "available_from", units.available_from()),
                             units.quantity(), units.receipt_id()});
    }
    return row;
}

std::shared_ptr<const RulesInForce> rules_of(FieldCheck& check, const v1::ViewRules& given) {
    const auto at = check.inside("rules");
    RulesInForce rules;
    rules.version = given.version();
    rules.publications = given.publications();
    rules.body = body_of(document_of(check, given.rules()));
    rules.author = given.author();
    rules.comment = given.comment();
    rules.create_time = wire::time(check, "create_time", given.create_time());
    if (given.has_publish_time())
        rules.publish_time = wire::time(check, "publish_time", given.publish_time());
    return std::make_shared<const RulesInForce>(std::move(rules));
}

ViewDelta rows_of(FieldCheck& check, const v1::ViewRows& given) {
    ViewDelta rows;
    const auto read = [&](const char* name, const auto& list, auto& out, auto row_of) {
        out.reserve(static_cast<std::size_t>(list.size()));
        for (int i = 0; i < list.size(); ++i) {
            const auto at = check.inside(name, i);
            out.push_back(row_of(check, list[i]));
        }
    };
    read("locations", given.locations(), rows.locations, location_of);
    for (int i = 0; i < given.channel_ids_size(); ++i) {
        const auto at = check.inside("channel_ids", i);
        rows.channels.push_back(check.id<ChannelId>("", given.channel_ids(i), false));
    }
    read("items", given.items(), rows.items, item_of);
    read("stock", given.stock(), rows.cells, cell_of);
    read("work", given.work(), rows.work, work_of);
    read("inbound", given.inbound(), rows.inbound, inbound_of);
    if (given.has_rules()) rows.rules = rules_of(check, given.rules());
    return rows;
}

}  // namespace

Result<std::vector<std::string>> view_messages(const ViewDelta& rows,
                                               const std::optional<ViewPosition>& position) {
    Parts parts;
    for (const Location& location : rows.locations) {
        catalog::v1::Location& out = *parts.rows().add_locations();
        catalog::encode(location, out);
        parts.added(out);
    }
    for (const ChannelId& id : rows.channels)
        parts.add_channel(id);
    add_rows(parts, rows.items, &v1::ViewRows::add_items);
    add_rows(parts, rows.cells, &v1::ViewRows::add_stock);
    add_rows(parts, rows.work, &v1::ViewRows::add_work);
    add_rows(parts, rows.inbound, &v1::ViewRows::add_inbound);
    if (rows.rules) {
        v1::ViewRules& out = *parts.rows().mutable_rules();
        OMS_CHECK(encode(*rows.rules, out));
        parts.added(out);
    }
    return std::move(parts).take(position);
}

Result<ViewMessage> view_message(const v1::WatchViewResponse& message) {
    FieldCheck check;
    const auto at = check.inside("rows");
    ViewMessage read{rows_of(check, message.rows()), std::nullopt};
    if (message.has_position()) {
        const v1::ViewPosition& given = message.position();
        ViewPosition position{given.position(), std::nullopt, given.head_position()};
        if (given.has_commit_time())
            position.commit_time = wire::time(check, "commit_time", given.commit_time());
        read.position = position;
    }
    return checked(check, std::move(read));
}

}  // namespace oms::routing
