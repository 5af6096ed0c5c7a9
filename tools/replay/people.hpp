#pragma once

#include <string>
#include <string_view>

namespace oms::replay {

// An invented buyer: nobody's name, a mailbox under example.com, a telephone number of the range
// that Ofcom keeps for drama (+44 7700 900000 to 900999).
struct Person {
    std::string name;
    std::string email;
    std::string phone;
    std::string street;
};

// The same key always gives the same person; mailboxes differ wherever keys differ.
Person invent_person(std::string_view key);

}  // namespace oms::replay
