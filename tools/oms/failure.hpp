#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "domain/result.hpp"

namespace oms::cli {

// How the process ends. Public: scripts branch on it. Documented in README.md and `oms --help`.
enum class ExitCode : int {
    ok = 0,
    refused = 1,        // the server's state does not allow it, or a check found something
    usage = 2,          // the command or a value in it is wrong, whoever noticed
    unavailable = 3,    // not reachable, overloaded, or too slow: try again
    not_permitted = 4,  // unknown actor, or one without the right
    fault = 5,          // a fault of the server or of this program
    interrupted = 130,
};

// Why a command did not do what it should, with all that a person needs to go on.
struct Failure {
    ExitCode exit_code = ExitCode::fault;
    // The name of the gRPC code; empty when no server was asked.
    std::string code;
    // A name of reason_table, the gRPC code's name, or USAGE, CONFIG, BAD_FILE, OUTPUT,
    // INTERRUPTED.
    std::string reason;
    std::string message;
    std::vector<FieldViolation> fields;
    std::vector<PreconditionViolation> preconditions;
    std::map<std::string, std::string> metadata;
    std::optional<std::chrono::milliseconds> retry_after;
    std::string hint;
    // Set when sending the same mutation again under this request id is the safe way on.
    std::string request_id;
};

// A value or a Failure; [[nodiscard]] on the type. Works with OMS_TRY and OMS_CHECK.
template <class T>
class [[nodiscard]] Outcome : public tl::expected<T, Failure> {
public:
    using tl::expected<T, Failure>::expected;
    Outcome() requires std::is_void_v<T> {}
};

// return usage_error("--line TEE:x: the quantity is not a whole number");
tl::unexpected<Failure> usage_error(std::string message, std::string hint = {});

// A value of the command line that the domain refused.
tl::unexpected<Failure> usage_error(const std::string& what, const Error& error);

}  // namespace oms::cli
