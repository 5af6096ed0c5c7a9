#pragma once

#include <chrono>
#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "domain/time.hpp"
#include "tools/oms/interrupt.hpp"

namespace oms::cli {

// What a command sees of the world. main() hands in the real one, tests their own.
struct Environment {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    Interrupt& interrupt;
    // The value of an environment variable; nothing when it is not set.
    std::function<std::optional<std::string>(const std::string&)> variable;
    std::function<Timestamp()> now;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    // Width of the terminal; nothing: lines are as long as they are.
    std::optional<int> out_columns = std::nullopt;
    // The first wait before a broken watch is taken up again; doubles up to 30 s.
    std::chrono::milliseconds first_reconnect_delay{500};
    // Somebody can be asked.
    bool in_is_terminal = false;
};

}  // namespace oms::cli
