#include "tools/retail/choice.hpp"

namespace oms::retail {

std::uint64_t choice(std::string_view key) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : key) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3u;
    }
    hash += 0x9e3779b97f4a7c15u;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return hash ^ (hash >> 31);
}

std::int64_t per_mille(std::string_view key) {
    return static_cast<std::int64_t>(choice(key) % 1000);
}

}  // namespace oms::retail
