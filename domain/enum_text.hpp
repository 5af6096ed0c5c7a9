#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace oms {

// Specialized beside each stored enumeration: `names[i]` is the stored text of enumerator i.
template <class E>
struct EnumText;

template <class E>
constexpr std::string_view enum_text(E value) {
    return EnumText<E>::names[static_cast<std::size_t>(value)];
}

template <class E>
constexpr std::optional<E> enum_from_text(std::string_view text) {
    for (std::size_t index = 0; index < EnumText<E>::names.size(); ++index) {
        if (EnumText<E>::names[index] == text) return static_cast<E>(index);
    }
    return std::nullopt;
}

template <class E>
concept TextEnum = requires {
    EnumText<E>::names;
};

}  // namespace oms
