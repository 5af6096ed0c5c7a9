#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/byte_buffer.h>

#include "domain/result.hpp"

namespace oms::rpc {

// Parses without copying the bytes first. Fails with Reason::malformed_request, naming the field
// where text is not UTF-8.
Result<void> parse_message(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message);

// The bytes in one piece: `flat` is where they are put if they are not.
std::string_view flatten(const grpc::ByteBuffer& bytes, std::string& flat);

grpc::ByteBuffer to_buffer(std::string bytes);
grpc::ByteBuffer to_buffer(const google::protobuf::MessageLite& message);

}  // namespace oms::rpc
