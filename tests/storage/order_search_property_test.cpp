// Whatever orders there are: the index gives what a plain filter over all of them gives.
#include <algorithm>

#include <fmt/format.h>
#include <rapidcheck.h>

#include "domain/search_tokens.hpp"
#include "storage/search_text.hpp"
#include "tests/storage/order_searching.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

const std::vector<std::string> all_channels{"web", "app", "till"};
const std::vector<std::string> all_skus{"TEE", "JEAN", "SOCK"};
const std::vector<std::string> all_places{"W1", "S1", "S2"};
const std::vector<std::string> all_names{"Ada Petit", "Ada O'Brien", "Zoé Petit-Martin",
                                         "Élodie Ada"};
const std::vector<std::string> all_phones{"+33612345678", "+33600005678", "+4915112340000"};

struct Known {
    Order order;
    Contact contact;
};

bool is_in(const std::vector<std::string>& words, const std::vector<std::string>& all) {
    return std::includes(all.begin(), all.end(), words.begin(), words.end());
}

bool touches(const Order& order, const ScopeSet<LocationId>& scope) {
    const auto ids = locations_of(order);
    return std::any_of(ids.begin(), ids.end(), [&](const auto& id) { return scope.contains(id); });
}

// What the index must give, said plainly.
bool fits(const Known& known, const OrderSearch& s, const Actor& actor) {
    const Order& order = known.order;
    if (!actor.channels.contains(order.channel_id) && !touches(order, actor.locations))
        return false;
    if (s.number && *s.number != order.number) return false;
    if (s.external_id && *s.external_id != order.external_id) return false;
    if (!s.email.empty() && s.email != known.contact.email) return false;
    if (!s.phone.empty() && s.phone != known.contact.phone &&
        s.phone != last_four(known.contact.phone))
        return false;
    if (!s.name.empty() &&
        !is_in(storage::wanted_words(s.name), storage::words_of_name(known.contact.name)))
        return false;
    const auto has_sku = [&](const OrderLine& line) { return line.sku == *s.sku; };
    if (s.sku && std::none_of(order.lines.begin(), order.lines.end(), has_sku)) return false;
    if (s.status && *s.status != order_status(order)) return false;
    if (s.fulfillment_status && *s.fulfillment_status != fulfillment_status(order)) return false;
    if (s.channel_id && *s.channel_id != order.channel_id) return false;
    if (s.location_id && !touches(order, ScopeSet<LocationId>::of({*s.location_id}))) return false;
    if (s.created_from && order.create_time < *s.created_from) return false;
    return !s.created_before || order.create_time < *s.created_before;
}

template <class IdType>
ScopeSet<IdType> random_scope(const std::vector<std::string>& all) {
    const int choice = *rc::gen::inRange(0, 3);
    if (choice == 0) return ScopeSet<IdType>::all();
    std::vector<IdType> ids;
    for (const std::string& id : all) {
        if (choice == 1 && *rc::gen::arbitrary<bool>()) ids.push_back(IdType::trusted(id));
    }
    return ScopeSet<IdType>::of(std::move(ids));
}

bool one_in(int n) {
    return *rc::gen::inRange(0, n) == 0;
}

OrderSearch random_search(const std::vector<Known>& all) {
    OrderSearch s;
    const Known& some =
        all[static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(all.size())))];
    if (one_in(8)) s.number = some.order.number;
    if (one_in(8)) s.external_id = some.order.external_id;
    if (one_in(6)) s.email = some.contact.email;
    if (one_in(6))
        s.phone = one_in(2) ? some.contact.phone : std::string(last_four(some.contact.phone));
    if (one_in(4))
        s.name = *rc::gen::element<std::string>("ada", "petit", "OBRIEN", "zoe martin", "elodie");
    if (one_in(4)) s.sku = Sku::trusted(*rc::gen::elementOf(all_skus));
    if (one_in(4)) s.status = *rc::gen::element(OrderStatus::placed, OrderStatus::canceled);
    if (one_in(6))
        s.fulfillment_status =
            *rc::gen::element(FulfillmentStatus::allocated, FulfillmentStatus::canceled,
                              FulfillmentStatus::unallocated);
    if (one_in(4)) s.channel_id = ChannelId::trusted(*rc::gen::elementOf(all_channels));
    if (one_in(4)) s.location_id = LocationId::trusted(*rc::gen::elementOf(all_places));
    if (one_in(6)) s.created_from = some.order.create_time;
    if (one_in(6)) s.created_before = some.order.create_time;
    s.limit = *rc::gen::inRange<std::int64_t>(1, 5);
    return s;
}

Known place_random(StoreFixture& shop, int number) {
    OrderRequestBuilder builder;
    builder.external(fmt::format("W-{}", number)).in(*rc::gen::elementOf(all_channels));
    builder.on_shortage(OnShortage::accept_unallocated);
    const int lines = *rc::gen::inRange(1, 4);
    for (int i = 0; i < lines; ++i) {
        if (one_in(3)) {
            builder.pickup(*rc::gen::elementOf(all_skus), 1, *rc::gen::elementOf(all_places));
        } else {
            builder.line(*rc::gen::elementOf(all_skus), *rc::gen::inRange(1, 4));
        }
    }
    const Contact contact{*rc::gen::elementOf(all_names),
                          fmt::format("mail{}@example.com", *rc::gen::inRange(0, 4)),
                          *rc::gen::elementOf(all_phones)};
    const auto answer = shop.place(request_of(builder, contact));
    RC_ASSERT(answer.has_value());
    if (one_in(4)) RC_ASSERT(shop.cancel(shop.order(*answer).order_id).has_value());
    if (one_in(3)) shop.clock.advance(std::chrono::seconds{1});
    return {shop.order(*answer), contact};
}

}  // namespace

TEST_CASE("a search finds exactly what a plain filter over all orders finds, newest first") {
    StoreFixture shop;
    for (const std::string& id : all_channels)
        shop.create(channel(id));
    for (const std::string& sku : all_skus) {
        for (const std::string& place : all_places)
            shop.receive(sku, place, 40);
    }
    std::vector<Known> all;
    int number = 0;
    CHECK(rc::check([&] {
        for (int i = 0; i < 3; ++i)
            all.push_back(place_random(shop, ++number));
        for (int i = 0; i < 10; ++i) {
            Actor actor{"somebody",
                        {Role::agent},
                        random_scope<ChannelId>(all_channels),
                        random_scope<LocationId>(all_places)};
            const OrderSearch search = random_search(all);
            Ids expected;
            for (auto known = all.rbegin(); known != all.rend(); ++known) {
                if (fits(*known, search, actor)) expected.push_back(known->order.external_id.str());
            }
            RC_ASSERT(found(shop, search, actor) == expected);
        }
    }));
    CHECK(shop.verify().empty());
}
