#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace oms {

struct Order;

inline constexpr std::size_t most_tags = 50;

// True for 1 to 32 bytes of lower-case letters, digits, '_', '.' and '-'.
bool is_tag(std::string_view text) noexcept;

// Tags that an order gets and loses; ascending, none twice.
struct TagsChange {
    std::vector<std::string> added;
    std::vector<std::string> removed;
    bool empty() const { return added.empty() && removed.empty(); }
    friend bool operator==(const TagsChange&, const TagsChange&) = default;
};

// What of a wish is a change: adding what is there and removing what is not there is none.
TagsChange plan_tags(const Order& order, std::vector<std::string> add,
                     std::vector<std::string> remove);

// Carries out a change that plan_tags made. Fails with Reason::illegal_transition when it is not
// one for this order, or leaves more than most_tags.
Result<void> apply_tags(Order& order, const TagsChange& change);

}  // namespace oms
