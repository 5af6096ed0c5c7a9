#include "tools/replay/people.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"

namespace oms::replay {
namespace {

constexpr std::array<std::string_view, 20> first_names{
    "Ada",   "Bram",  "Cleo",  "Dorian", "Edith", "Felix", "Greta", "Hugo",  "Iris", "Jonas",
    "Kezia", "Linus", "Mabel", "Nico",   "Olive", "Piers", "Romy",  "Silas", "Thea", "Una"};
constexpr std::array<std::string_view, 20> last_names{
    "Applegarth", "Birdsall",   "Cottingham",   "Dunmore",   "Eastwick",   "Farthing",   "Goodacre",
    "Hathersage", "Inglewood",  "Jessop",       "Kettle",    "Larkspur",   "Merriman",   "Nightjar",
    "Oakhanger",  "Pennyfield", "Quillfeather", "Rosewarne", "Silverlock", "Thistledown"};
constexpr std::array<std::string_view, 10> streets{
    "Acorn Row",  "Bramble Lane", "Chapel Walk",  "Dovecote Yard", "Elm Terrace",
    "Fern Close", "Granary Road", "Harbor Steps", "Ivy Mews",      "Juniper Way"};

// Lower case, and '-' for what a mailbox name may not have.
std::string mailbox(std::string_view text) {
    std::string box(text);
    std::transform(box.begin(), box.end(), box.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == ':' ? '-' : c;
    });
    return box;
}

}  // namespace

Person invent_person(std::string_view key) {
    const std::uint64_t draw = retail::choice(fmt::format("person:{}", key));
    const std::string_view first = first_names[draw % first_names.size()];
    const std::string_view last = last_names[draw / 20 % last_names.size()];
    return {fmt::format("{} {}", first, last),
            mailbox(fmt::format("{}.{}.{}@example.com", first, last, key)),
            fmt::format("+447700900{:03}", draw / 400 % 1000),
            fmt::format("{} {}", 1 + draw / 400'000 % 199, streets[draw / 80'000'000 % 10])};
}

}  // namespace oms::replay
