#include "storage/sqlite/order_candidate.hpp"

#include <algorithm>

#include "domain/search_tokens.hpp"
#include "storage/order_scope.hpp"

namespace oms::storage::sqlite {
namespace {

bool has_all(const std::vector<std::string>& own, const std::vector<std::string>& wanted) {
    return std::includes(own.begin(), own.end(), wanted.begin(), wanted.end());
}

}  // namespace

Result<const OrderSummary*> OrderCandidate::summary(std::int64_t search_no) {
    if (search_no != search_no_) {
        order_.reset();
        OMS_TRY(summary_, summaries_.find(search_no));
        search_no_ = search_no;
    }
    return summary_ ? &*summary_ : nullptr;
}

Result<const Order*> OrderCandidate::order(std::int64_t search_no) {
    OMS_TRY(const OrderSummary* found, summary(search_no));
    if (found != nullptr && !order_) {
        OMS_TRY(order_, orders_.find_impersonal(found->order_id));
        if (!order_) return fail(Reason::corrupt_row, "an indexed order is not there");
    }
    return order_ ? &*order_ : nullptr;
}

Result<bool> OrderCandidate::has_words(std::int64_t search_no,
                                       const std::vector<std::string>& tokens) {
    OMS_TRY(const Order* found, order(search_no));
    if (found == nullptr) return false;
    OMS_TRY(const std::vector<PersonalRecord> records, orders_.personal_of(found->order_id));
    std::vector<const PersonalRecord*> personal;
    personal.reserve(records.size());
    for (const PersonalRecord& record : records)
        personal.push_back(&record);
    return has_all(word_tokens(*found, personal), tokens);
}

Result<bool> OrderCandidate::has_places(std::int64_t search_no,
                                        const std::vector<std::string>& tokens) {
    OMS_TRY(const Order* found, order(search_no));
    return found != nullptr && has_all(place_tokens(*found), tokens);
}

Result<bool> OrderCandidate::is_in(std::int64_t search_no, const ChannelId& channel) {
    OMS_TRY(const OrderSummary* found, summary(search_no));
    return found != nullptr && found->channel_id == channel;
}

Result<bool> OrderCandidate::is_visible(std::int64_t search_no, const Actor& actor) {
    OMS_TRY(const OrderSummary* found, summary(search_no));
    if (found == nullptr) return false;
    if (actor.channels.contains(found->channel_id)) return true;
    if (!actor.locations.is_all() && actor.locations.ids().empty()) return false;
    OMS_TRY(const Order* whole, order(search_no));
    return storage::is_visible(*whole, actor);
}

}  // namespace oms::storage::sqlite
