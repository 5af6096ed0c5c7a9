#include "services/common/wire.hpp"

#include <bit>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/slice.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include "domain/contract.hpp"
#include "services/common/dependency_logs.hpp"

namespace oms::rpc {
namespace {

// Below this, copying into the slice is cheaper than handing the string over.
constexpr std::size_t copy_below = 4096;

bool parse_bytes(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message) {
    if (bytes.Length() == 0) return message.ParseFromArray("", 0);
    grpc::Slice slice;
    if (bytes.TrySingleSlice(&slice).ok()) {
        if (slice.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return false;
        return message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
    }
    grpc::ByteBuffer shared = bytes;
    grpc::ProtoBufferReader reader(&shared);
    return message.ParseFromZeroCopyStream(&reader);
}

// "String field 'oms.x.Y.note' contains invalid UTF-8 ..." -> oms.x.Y.note
std::string field_in(std::string_view complaint) {
    const auto open = complaint.find('\'');
    if (open == std::string_view::npos || complaint.find("UTF-8") == std::string_view::npos)
        return {};
    complaint.remove_prefix(open + 1);
    return std::string(complaint.substr(0, complaint.find('\'')));
}

}  // namespace

Result<void> parse_message(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message) {
    clear_protobuf_complaint();
    if (parse_bytes(bytes, message)) return {};
    Error error{Reason::malformed_request,
                fmt::format("the bytes are no {}", message.GetTypeName()),
                {},
                {},
                {},
                false};
    if (auto field = field_in(protobuf_complaint()); !field.empty()) {
        error.detail += ": text that is not UTF-8";
        error.fields.push_back({std::move(field), "not UTF-8"});
    }
    return fail(std::move(error));
}

std::string_view flatten(const grpc::ByteBuffer& bytes, std::string& flat) {
    if (bytes.Length() == 0) return {};
    grpc::Slice slice;
    if (bytes.TrySingleSlice(&slice).ok()) {
        // A slice this short lives inside the Slice object itself, not in the buffer.
        if (slice.size() > GRPC_SLICE_INLINED_SIZE) {
            return {std::bit_cast<const char*>(slice.begin()), slice.size()};
        }
        flat.assign(std::bit_cast<const char*>(slice.begin()), slice.size());
        return flat;
    }
    if (flat.size() != bytes.Length()) {
        flat.clear();
        std::vector<grpc::Slice> slices;
        OMS_REQUIRE(bytes.Dump(&slices).ok());
        for (const auto& part : slices)
            flat.append(std::bit_cast<const char*>(part.begin()), part.size());
    }
    return flat;
}

grpc::ByteBuffer to_buffer(std::string bytes) {
    if (bytes.size() < copy_below) {
        const grpc::Slice slice(bytes);
        return {&slice, 1};
    }
    auto owner = std::make_unique<std::string>(std::move(bytes));
    auto* text = owner.release();
    const grpc::Slice slice(
        text->data(), text->size(), [](void* owned) { delete static_cast<std::string*>(owned); },
        text);
    return {&slice, 1};
}

grpc::ByteBuffer to_buffer(const google::protobuf::MessageLite& message) {
    const auto size = message.ByteSizeLong();
    OMS_REQUIRE(size <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
    auto raw = grpc_slice_malloc(size);
    message.SerializeWithCachedSizesToArray(GRPC_SLICE_START_PTR(raw));
    const grpc::Slice slice(raw, grpc::Slice::STEAL_REF);
    return {&slice, 1};
}

}  // namespace oms::rpc
