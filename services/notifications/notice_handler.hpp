#pragma once

#include <memory>

#include "services/common/zone_cache.hpp"
#include "services/effects/effect_handler.hpp"
#include "services/notifications/choice_links.hpp"
#include "services/notifications/sender.hpp"
#include "services/pickups/code_book.hpp"

namespace oms::notifications {

// Sends notices: reads what they are about, in the customer's language, by e-mail when the order
// has an address, else to the phone. Canceled are those that nobody can be sent, or that have come
// too late to be true: goods that were collected are not said to be ready.
class NoticeHandler final : public effects::EffectHandler {
public:
    // `fallback`: the language of customers who told none. `codes` outlives it.
    NoticeHandler(std::shared_ptr<Sender> sender, Language fallback, const pickups::CodeBook& codes,
                  ChoiceLinks links)
        : sender_(std::move(sender)),
          fallback_(fallback),
          codes_(codes),
          links_(std::move(links)) {}
    EffectKind kind() const override { return EffectKind::notice; }
    Result<effects::Attempt> prepare(const Effect& effect, ReadSession& session) override;

private:
    std::shared_ptr<Sender> sender_;
    Language fallback_;
    const pickups::CodeBook& codes_;
    const ChoiceLinks links_;
    ZoneCache zones_;
};

}  // namespace oms::notifications
