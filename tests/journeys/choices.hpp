#pragma once

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tests/journeys/f0_shop.hpp"

// What a shop's web page and its service desk do about choices, as calls of one line each.
namespace oms::e2e::journeys {

using Lines = std::vector<std::pair<std::string, std::int64_t>>;

inline orders::Choice choice_of(const F0Shop& shop, const std::string& order) {
    const orders::Order now = shop.order(order);
    REQUIRE(now.choices_size() >= 1);
    return now.choices(now.choices_size() - 1);
}

inline const orders::ChoiceOption* option_of(const orders::Choice& choice,
                                             orders::ChoiceOptionKind kind,
                                             const std::string& location = {}) {
    for (const auto& option : choice.options()) {
        if (option.kind() == kind && (location.empty() || option.location_id() == location))
            return &option;
    }
    return nullptr;
}

inline std::string token_of(const F0Shop& shop, const std::string& order,
                            const orders::Choice& choice) {
    orders::GetChoiceLinkRequest request;
    request.set_order_id(order);
    request.set_choice_id(choice.choice_id());
    return get<orders::GetChoiceLinkResponse>(shop.client, request).token();
}

inline orders::MakeChoiceRequest by_token(const std::string& token, std::int32_t option_no) {
    orders::MakeChoiceRequest request;
    request.set_request_id(next_id());
    request.set_token(token);
    request.set_option_no(option_no);
    return request;
}

inline orders::MakeChoiceRequest by_agent(const std::string& order, const orders::Choice& choice,
                                          std::int32_t option_no) {
    orders::MakeChoiceRequest request;
    request.set_request_id(next_id());
    request.set_order_id(order);
    request.set_choice_id(choice.choice_id());
    request.set_option_no(option_no);
    request.set_reason("told on the phone");
    return request;
}

}  // namespace oms::e2e::journeys
