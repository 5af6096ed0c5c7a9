#include "services/common/principal.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace oms::rpc {
namespace {

bool printable_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text.front() != ' ' && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

// Calls `take` for each element of a comma list; an empty list has none.
template <class Take>
Result<void> each(std::string_view list, Take take) {
    if (trimmed(list).empty()) return {};
    while (true) {
        const auto comma = list.find(',');
        OMS_CHECK(take(trimmed(list.substr(0, comma))));
        if (comma == std::string_view::npos) return {};
        list.remove_prefix(comma + 1);
    }
}

template <class IdType>
Result<ScopeSet<IdType>> parse_scope(std::string_view key, std::optional<std::string_view> list) {
    if (!list) return ScopeSet<IdType>{};
    if (trimmed(*list) == "*") return ScopeSet<IdType>::all();
    std::vector<IdType> ids;
    OMS_CHECK(each(*list, [&](std::string_view text) -> Result<void> {
        auto id = IdType::parse(text);
        if (!id)
            return fail(Reason::principal_missing,
                        fmt::format("{}: an id is not {}", key, id.error().detail));
        ids.push_back(*std::move(id));
        return {};
    }));
    return ScopeSet<IdType>::of(std::move(ids));
}

}  // namespace

Result<Principal> parse_principal(const PrincipalMetadata& metadata) {
    if (!metadata.principal)
        return fail(Reason::principal_missing, "the oms-principal metadata is missing");
    if (!printable_name(*metadata.principal)) {
        return fail(Reason::principal_missing, "oms-principal: not 1 to 64 printable bytes");
    }
    Principal result;
    result.actor.principal = std::string(*metadata.principal);
    OMS_CHECK(each(metadata.roles.value_or(""), [&](std::string_view text) -> Result<void> {
        const auto role = role_from_string(text);
        if (!role) return fail(Reason::principal_missing, "oms-roles: not a list of known roles");
        if ((result.roles & bit(*role)) == 0) result.actor.roles.push_back(*role);
        result.roles |= bit(*role);
        return {};
    }));
    OMS_TRY(result.actor.channels, parse_scope<ChannelId>("oms-channels", metadata.channels));
    OMS_TRY(result.actor.locations, parse_scope<LocationId>("oms-locations", metadata.locations));
    return result;
}

Result<std::shared_ptr<const Principal>> PrincipalCache::get(const PrincipalMetadata& metadata) {
    key_.clear();
    for (const auto& part :
         {metadata.principal, metadata.roles, metadata.channels, metadata.locations}) {
        // Neither separator can be part of a metadata value, so different metadata differ here.
        key_.push_back(part ? '\x01' : '\x02');
        if (part) key_ += *part;
    }
    if (const auto known = known_.find(key_); known != known_.end()) return known->second;
    OMS_TRY(auto parsed, parse_principal(metadata));
    if (known_.size() == most) known_.clear();
    return known_.emplace(key_, std::make_shared<const Principal>(std::move(parsed))).first->second;
}

}  // namespace oms::rpc
