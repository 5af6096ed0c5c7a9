#pragma once

#include <array>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "domain/command.hpp"
#include "domain/error.hpp"

namespace oms::testing {

// How two commands that want the same thing meet.
enum class Sequence { first_then_second, second_then_first, at_once };
inline constexpr std::array sequences{Sequence::first_then_second, Sequence::second_then_first,
                                      Sequence::at_once};

using Answer = Result<std::string>;

// Runs both in `shop`, a StoreFixture, as `sequence` says; the answers of the first and of the
// second.
template <class Shop>
std::pair<Answer, Answer> run_both(Shop& shop, std::unique_ptr<Command> first,
                                   std::unique_ptr<Command> second, Sequence sequence) {
    if (sequence == Sequence::first_then_second) {
        Answer one = shop.run(std::move(first));
        return {std::move(one), shop.run(std::move(second))};
    }
    if (sequence == Sequence::second_then_first) {
        Answer two = shop.run(std::move(second));
        return {shop.run(std::move(first)), std::move(two)};
    }
    auto one = shop.submit(std::move(first));
    auto two = shop.submit(std::move(second));
    return {one.get(), two.get()};
}

}  // namespace oms::testing
