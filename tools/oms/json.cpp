#include "tools/oms/json.hpp"

#include <fstream>
#include <istream>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

namespace oms::cli {
namespace {

// What the server takes for one order.
constexpr std::size_t longest_input = 4U << 20U;

Outcome<std::string> read_all(std::istream& stream, const std::string& name) {
    std::string text(longest_input + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (stream.bad()) return usage_error(fmt::format("cannot read {}", name));
    if (text.size() > longest_input)
        return usage_error(fmt::format("{} is larger than 4 MiB", name));
    return text;
}

}  // namespace

std::string to_json(const google::protobuf::Message& message, JsonLayout layout) {
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = layout != JsonLayout::one_line;
    options.always_print_primitive_fields = layout != JsonLayout::document;
    options.preserve_proto_field_names = layout == JsonLayout::document;
    std::string text;
    const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
    if (!status.ok()) throw std::runtime_error("a message has no JSON form: " + status.ToString());
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

Outcome<void> from_json(std::string_view text, const std::string& what,
                        google::protobuf::Message& message) {
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(text.data(), text.size()), &message);
    if (!status.ok()) {
        return usage_error(
            fmt::format("{} is no {} in protobuf JSON: {}", what, message.GetDescriptor()->name(),
                        std::string(status.message().data(), status.message().size())));
    }
    return {};
}

Outcome<std::string> read_input(Environment& environment, const std::string& path) {
    if (path == "-") return read_all(environment.in, "the standard input");
    std::ifstream file(path, std::ios::binary);
    if (!file) return usage_error(fmt::format("cannot open the file {}", path));
    return read_all(file, "the file " + path);
}

}  // namespace oms::cli
