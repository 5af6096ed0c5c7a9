#include "domain/order_tags.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "domain/order.hpp"

namespace oms {
namespace {

using Tags = std::vector<std::string>;

void make_set(Tags& tags) {
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
}

bool has(const Tags& tags, const std::string& tag) {
    return std::binary_search(tags.begin(), tags.end(), tag);
}

}  // namespace

bool is_tag(std::string_view text) noexcept {
    constexpr std::size_t longest = 32;
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    };
    return !text.empty() && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), allowed);
}

TagsChange plan_tags(const Order& order, Tags add, Tags remove) {
    make_set(add);
    make_set(remove);
    TagsChange change;
    std::set_difference(add.begin(), add.end(), order.tags.begin(), order.tags.end(),
                        std::back_inserter(change.added));
    std::set_intersection(remove.begin(), remove.end(), order.tags.begin(), order.tags.end(),
                          std::back_inserter(change.removed));
    return change;
}

Result<void> apply_tags(Order& order, const TagsChange& change) {
    Tags tags = order.tags;
    for (const std::string& tag : change.removed) {
        if (!has(tags, tag))
            return fail(Reason::illegal_transition, "a tag to remove is not there");
        tags.erase(std::lower_bound(tags.begin(), tags.end(), tag));
    }
    for (const std::string& tag : change.added) {
        if (has(tags, tag))
            return fail(Reason::illegal_transition, "a tag to add is there already");
        tags.insert(std::lower_bound(tags.begin(), tags.end(), tag), tag);
    }
    if (tags.size() > most_tags) {
        return fail(
            Reason::illegal_transition,
            fmt::format("the order would have {} tags of at most {}", tags.size(), most_tags));
    }
    order.tags = std::move(tags);
    return {};
}

}  // namespace oms
