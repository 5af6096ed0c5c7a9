#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include <google/protobuf/message.h>

// Bytes that no well-behaved client sends, made from the description of a message.
namespace oms::e2e {

// A message of `type` with every field set to something plausible, one entry in each list.
std::unique_ptr<google::protobuf::Message> sample_of(const google::protobuf::Descriptor& type);

struct Mutant {
    // What is wrong, and in which field.
    std::string what;
    std::string bytes;
};
// The sample with one field wrong: text that is not UTF-8, has control characters or is endless;
// numbers negative, 0 or huge; enumerators that do not exist; lists of 2,001. For every such field,
// those of inner messages included.
std::vector<Mutant> mutants_of(const google::protobuf::Descriptor& type);

// Each field number of `type`, and two more, with each of the eight wire types.
std::vector<std::string> wrong_wire_types(const google::protobuf::Descriptor& type);

std::string random_bytes(std::mt19937& random, std::size_t size);
// One field that no message has, `size` bytes in all; at least 16.
std::string unknown_field(std::size_t size);
// Field 3 of field 3 of field 3..., `depth` times.
std::string nested_bytes(int depth);

}  // namespace oms::e2e
