#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/enum_text.hpp"

namespace oms {

// What customers read: papers in the parcel, and notices.
enum class Language : std::uint8_t { fr, en };
template <>
struct EnumText<Language> {
    static constexpr std::array<std::string_view, 2> names{"fr", "en"};
};

}  // namespace oms
