#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "domain/enum_text.hpp"
#include "domain/result.hpp"

// Life cycles of tasks as tables: what is no row cannot happen.
namespace oms {

template <class State, class Action>
struct Transition {
    State from;
    Action action;
    State to;
};

// Where `action` leads from `from`; nothing when it does not apply.
template <class State, class Action, std::size_t n>
constexpr std::optional<State> next(const std::array<Transition<State, Action>, n>& table,
                                    State from, Action action) {
    for (const auto& row : table) {
        if (row.from == from && row.action == action) return row.to;
    }
    return std::nullopt;
}

// No state has two rows for one action.
template <class State, class Action, std::size_t n>
constexpr bool is_deterministic(const std::array<Transition<State, Action>, n>& table) {
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            if (table[i].from == table[j].from && table[i].action == table[j].action) return false;
        }
    }
    return true;
}

// Every state of State can be reached from `first`.
template <class State, class Action, std::size_t n>
constexpr bool all_reachable(const std::array<Transition<State, Action>, n>& table, State first) {
    constexpr std::size_t states = EnumText<State>::names.size();
    std::array<bool, states> seen{};
    seen[static_cast<std::size_t>(first)] = true;
    for (std::size_t round = 0; round < states; ++round) {
        for (const auto& row : table) {
            if (seen[static_cast<std::size_t>(row.from)])
                seen[static_cast<std::size_t>(row.to)] = true;
        }
    }
    for (const bool one : seen) {
        if (!one) return false;
    }
    return true;
}

// The actions that apply to a task in `state`, in the order of the table.
template <class State, class Action, std::size_t n>
std::vector<Action> allowed_actions(const std::array<Transition<State, Action>, n>& table,
                                    State state) {
    std::vector<Action> actions;
    for (const auto& row : table) {
        if (row.from == state) actions.push_back(row.action);
    }
    return actions;
}

// The state after `action`. Fails with Reason::illegal_transition, which names state and action.
template <class State, class Action, std::size_t n>
Result<State> advance(const std::array<Transition<State, Action>, n>& table, State state,
                      Action action) {
    if (const std::optional<State> to = next(table, state, action)) return *to;
    Error error{
        Reason::illegal_transition,
        fmt::format("{} does not apply: the state is {}", enum_text(action), enum_text(state)),
        {},
        {},
        {},
        false};
    error.metadata.emplace_back("state", enum_text(state));
    error.metadata.emplace_back("action", enum_text(action));
    return fail(std::move(error));
}

}  // namespace oms
