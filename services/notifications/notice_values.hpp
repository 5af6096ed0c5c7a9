#pragma once

#include <optional>
#include <string>

#include "domain/effect.hpp"
#include "domain/queries.hpp"
#include "services/common/language.hpp"
#include "services/common/zone_cache.hpp"
#include "services/notifications/choice_links.hpp"
#include "services/notifications/templates.hpp"
#include "services/pickups/code_book.hpp"

namespace oms::notifications {

// What a notice is about, as it is when the notice is sent.
struct NoticeSubject {
    OrderDetails order;
    std::string shop_name;
    // Where it is collected or sent from; its clocks show the times.
    std::optional<Location> location;
    std::optional<Pickup> pickup;
    std::optional<FulfillmentOrder> task;
    std::optional<OrderChoice> choice;
};

// What makes secrets that only the customer is told.
struct Secrets {
    const pickups::CodeBook& codes;
    const ChoiceLinks& links;
};

// Fails as reading does.
Result<NoticeSubject> read_subject(const Effect& effect, ReadSession& session);

// The values that the texts of notices ask for, as far as there are any by now.
Values values_of(const Effect& effect, const NoticeSubject& subject, Language language,
                 const ZoneCache& zones, const Secrets& secrets);

}  // namespace oms::notifications
