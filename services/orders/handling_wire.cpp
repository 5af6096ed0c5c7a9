#include "services/orders/handling_wire.hpp"

#include <algorithm>

#include "domain/order_tags.hpp"
#include "services/common/common_wire.hpp"
#include "services/orders/orders_wire.hpp"

namespace oms::orders {
namespace {

using wire::FieldCheck;

constexpr wire::TextRule reason_rule{.longest = 500, .multiline = true};
constexpr std::size_t longest_tag = 32;

// What all four requests begin with.
template <class Request>
void fill_head(FieldCheck& check, const Request& request, OrderId& order_id,
               std::int64_t& version) {
    check.request_id(request.request_id());
    order_id = check.id<OrderId>("order_id", request.order_id());
    if (!request.etag().empty()) version = wire::version_of_etag(check, "etag", request.etag());
}

std::vector<std::int64_t> line_nos(FieldCheck& check, const v1::HoldOrderRequest& request) {
    std::vector<std::int64_t> list;
    if (!check.count("line_nos", request.line_nos_size(), 0, most_lines)) return list;
    std::vector<bool> named(most_lines + 1);
    for (int i = 0; i < request.line_nos_size(); ++i) {
        const auto at = check.inside("line_nos", i);
        const std::int64_t line_no = check.number("", request.line_nos(i), 1, most_lines);
        const auto index = static_cast<std::size_t>(line_no);
        check.require(line_no == 0 || !named[index], "", "named twice");
        named[index] = true;
        list.push_back(line_no);
    }
    std::sort(list.begin(), list.end());
    return list;
}

template <class Tags>
std::vector<std::string> tags(FieldCheck& check, std::string_view field, const Tags& given) {
    std::vector<std::string> list;
    if (!check.count(field, given.size(), 0, static_cast<int>(most_tags))) return list;
    for (int i = 0; i < given.size(); ++i) {
        const auto at = check.inside(field, i);
        std::string tag = check.reference("", given[i], 1, longest_tag);
        if (tag.empty()) continue;
        check.require(is_tag(tag), "", "lower-case letters, digits, '_', '.' and '-'");
        list.push_back(std::move(tag));
    }
    return list;
}

}  // namespace

Result<HoldRequest> hold_request(const v1::HoldOrderRequest& request) {
    FieldCheck check;
    HoldRequest hold;
    fill_head(check, request, hold.order_id, hold.version);
    hold.type = wire::enumeration<HoldType>(check, "type", request.type());
    hold.line_nos = line_nos(check, request);
    hold.owner = check.reference("owner", request.owner(), 0, 64);
    hold.reason = check.text("reason", request.reason(), reason_rule);
    if (request.has_expire_time())
        hold.expire_time = wire::time(check, "expire_time", request.expire_time());
    return checked(check, std::move(hold));
}

Result<ReleaseRequest> release_request(const v1::ReleaseHoldRequest& request) {
    FieldCheck check;
    ReleaseRequest release;
    fill_head(check, request, release.order_id, release.version);
    release.hold_id = check.id<HoldId>("hold_id", request.hold_id());
    release.reason = check.text("reason", request.reason(), reason_rule);
    return checked(check, std::move(release));
}

Result<NoteRequest> note_request(const v1::AddNoteRequest& request) {
    FieldCheck check;
    NoteRequest note;
    fill_head(check, request, note.order_id, note.version);
    note.text =
        check.text("text", request.text(), {.shortest = 1, .longest = 2'000, .multiline = true});
    return checked(check, std::move(note));
}

Result<TagsRequest> tags_request(const v1::UpdateTagsRequest& request) {
    FieldCheck check;
    TagsRequest change;
    fill_head(check, request, change.order_id, change.version);
    change.add = tags(check, "add", request.add());
    change.remove = tags(check, "remove", request.remove());
    check.require(request.add_size() + request.remove_size() > 0, "add",
                  "a tag to add or remove is required");
    for (const std::string& tag : change.add) {
        if (std::find(change.remove.begin(), change.remove.end(), tag) == change.remove.end())
            continue;
        check.refuse("remove", "a tag is to be added and removed");
        break;
    }
    return checked(check, std::move(change));
}

}  // namespace oms::orders
