#include <doctest/doctest.h>

#include "services/admin/admin_wire.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;
namespace v1 = oms::admin::v1;

namespace {

v1::ListTimersResponse list(StoreFixture& shop, const v1::ListTimersRequest& request) {
    const auto query = admin::timer_query(request);
    REQUIRE(query);
    using Answer = Result<TimerPage>;
    const Answer page = shop.read<Answer>(
        [&](ReadSession& session) { return session.timers(query->after, query->limit); });
    REQUIRE(page);
    v1::ListTimersResponse reply;
    REQUIRE(reply.ParseFromString(admin::timers_reply(*page)));
    return reply;
}

}  // namespace

TEST_CASE("timers are listed by due time, in pages of any size, each once") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 20);
    std::vector<std::string> carts;
    for (int i = 0; i < 5; ++i) {
        carts.push_back("C-" + std::to_string(9 - i));
        REQUIRE(shop.hold(carts.back(), "TEE", 1));
        if (i != 2) shop.clock.advance(std::chrono::seconds{1});  // two are due at one time
    }
    std::swap(carts[2], carts[3]);
    for (const int size : {0, 1, 2, 5, 200}) {
        v1::ListTimersRequest request;
        request.set_page_size(size);
        std::vector<std::string> subjects;
        do {
            const auto reply = list(shop, request);
            CHECK((size == 0 || reply.timers_size() <= size));
            for (const auto& timer : reply.timers()) {
                CHECK(timer.kind() == "cart_hold_expiry");
                CHECK(timer.due_time().seconds() > 0);
                subjects.push_back(timer.subject());
            }
            request.set_page_token(reply.next_page_token());
        } while (!request.page_token().empty());
        REQUIRE(subjects.size() == carts.size());
        for (std::size_t i = 0; i < carts.size(); ++i)
            CHECK(subjects[i] == "web/" + carts[i]);
    }
}

TEST_CASE("a page of timers is asked for with a size and a token of ours") {
    for (const char* const token : {"x", "zz", "abc", "3120", "312020"}) {
        CAPTURE(std::string(token));
        v1::ListTimersRequest request;
        request.set_page_size(201);
        request.set_page_token(token);
        const auto refused = admin::timer_query(request);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().fields.size() == 2);
    }
}
