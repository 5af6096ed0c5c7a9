#include "services/orders/choices_grpc.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "services/common/handlers.hpp"
#include "services/orders/choice_link.hpp"
#include "services/orders/orders_reply.hpp"

namespace oms::orders {
namespace {

constexpr int most_attempts = 3;

// The order and the choice in it, as the caller may see them.
Result<std::pair<Order, OrderChoice>> find(ReadSession& session, const rpc::Call& call,
                                           const ChoiceKey& key) {
    OMS_TRY(OrderDetails details, session.order(key.order_id, call.actor()));
    const OrderChoice* found = find_choice(details.order, key.choice_id);
    if (found == nullptr) return fail(Reason::choice_not_found, key.choice_id.str());
    OrderChoice choice = *found;
    return std::pair(std::move(details.order), std::move(choice));
}

}  // namespace

void ChoicesGrpc::add_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({std::string("/oms.orders.v1.OrderService/") + name, std::move(handler)});
    };
    add("GetChoice", wire::handler<v1::GetChoiceRequest>(
                         [this](const auto& call, const auto& r) { return get_choice(call, r); }));
    add("MakeChoice", wire::handler<v1::MakeChoiceRequest>([this](const auto& call, const auto& r) {
            return make_choice(call, r);
        }));
    add("GetChoiceLink",
        wire::handler<v1::GetChoiceLinkRequest>(
            [this](const auto& call, const auto& r) { return get_link(call, r); }));
}

Result<Link> ChoicesGrpc::open(ChoiceKey& key) const {
    if (key.token.empty()) return Link{};
    OMS_TRY(Link link, tokens_.open(key.token, LinkPurpose::customer_choice, clock_.now()));
    OMS_TRY(LinkedChoice linked, linked_choice(link));
    key.order_id = std::move(linked.order_id);
    key.choice_id = std::move(linked.choice_id);
    return link;
}

Result<void> ChoicesGrpc::get_choice(const rpc::Call& call, const v1::GetChoiceRequest& request) {
    OMS_TRY(ChoiceKey key, choice_key(request));
    OMS_CHECK(open(key));
    reads_.submit(wire::answer_with(
        call, [call, key = std::move(key)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const auto found, find(session, call, key));
            return get_choice_reply(found.first, found.second);
        }));
    return {};
}

Result<void> ChoicesGrpc::make_choice(const rpc::Call& call, const v1::MakeChoiceRequest& request) {
    OMS_TRY(MakeChoiceQuestion question, make_choice_question(request));
    if (question.answer.by == ChosenBy::agent && !call.actor().has(Role::agent) &&
        !call.actor().has(Role::admin))
        return fail(Reason::not_permitted, "only agents decide for a customer");
    OMS_TRY(const Link link, open(question.key));
    ChoiceAnswer answer = std::move(question.answer);
    answer.order_id = std::move(question.key.order_id);
    answer.choice_id = std::move(question.key.choice_id);
    answer.issue_no = link.issue_no;
    attempt(call, submitter_.header(call, request), answer, most_attempts);
    return {};
}

void ChoicesGrpc::attempt(const rpc::Call& call, const Command::Header& header,
                          const ChoiceAnswer& answer, int attempts_left) const {
    reads_.submit(wire::continue_with(
        call, [this, call, header, answer, attempts_left](ReadSession& session) -> Result<void> {
            // Who may not see it learns nothing of it; where it goes is for the plan alone.
            OMS_CHECK(session.order(answer.order_id, call.actor()));
            OMS_TRY(std::optional<WaitingOrder> order, session.order_to_route(answer.order_id));
            auto command = std::make_unique<MakeChoice>(header, answer, std::move(order), sourcing_,
                                                        make_choice_reply);
            submitter_.submit(std::move(command), [this, call, header, answer,
                                                   attempts_left](const Result<std::string>& done) {
                if (done) return call.finish(*done);
                const bool again =
                    done.error().reason == Reason::stock_contention && attempts_left > 1;
                if (!again) return call.fail(done.error());
                attempt(call, header, answer, attempts_left - 1);
            });
            return {};
        }));
}

Result<void> ChoicesGrpc::get_link(const rpc::Call& call, const v1::GetChoiceLinkRequest& request) {
    OMS_TRY(ChoiceKey key, choice_key(request));
    reads_.submit(wire::answer_with(
        call, [this, call, key = std::move(key)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const auto found, find(session, call, key));
            OrderChoice choice = found.second;
            if (choice.state != ChoiceState::open)
                return choose(choice, 0, ChosenBy::customer, clock_.now()).map([] {
                    return std::string();
                });
            return choice_link_reply(tokens_.make(link_of(found.first.order_id, choice)), choice);
        }));
    return {};
}

}  // namespace oms::orders
