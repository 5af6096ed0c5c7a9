#include "tools/replay/hash.hpp"

namespace oms::replay {

std::uint64_t hash(std::string_view key) noexcept {
    std::uint64_t x = 0xcbf29ce484222325ULL;
    for (const char c : key) {
        x ^= static_cast<unsigned char>(c);
        x *= 0x100000001b3ULL;
    }
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

}  // namespace oms::replay
