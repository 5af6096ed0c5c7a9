#include "storage/packed_archive.hpp"

#include <array>

namespace oms::storage {
namespace {

constexpr char form = 1;

}  // namespace

void PackedWriter::begin() {
    bytes_.assign(1, form);
    frame_ = {};
    fields_ = 0;
}

void PackedWriter::write(std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    size((bits << 1) ^ (number < 0 ? ~std::uint64_t{0} : 0));
}

void PackedWriter::size(std::size_t count) {
    std::array<char, 10> digits;  // of 7 bits
    std::size_t used = 0;
    while (count >= 0x80) {
        digits[used++] = static_cast<char>((count & 0x7F) | 0x80);
        count >>= 7;
    }
    digits[used++] = static_cast<char>(count);
    bytes_.append(digits.data(), used);
}

PackedReader::PackedReader(std::string_view document) : bytes_(document) {
    if (bytes_.empty() || bytes_.front() != form) {
        broken();
    } else {
        bytes_.remove_prefix(1);
    }
}

void PackedReader::read(std::int64_t& value) {
    const std::uint64_t bits = number();
    value = static_cast<std::int64_t>((bits >> 1) ^ ((bits & 1) != 0 ? ~std::uint64_t{0} : 0));
}

void PackedReader::read(std::string& text) {
    const std::size_t length = size();
    text.assign(bytes_.substr(0, length));
    bytes_.remove_prefix(length);
}

std::size_t PackedReader::size() {
    const std::uint64_t count = number();
    if (count <= bytes_.size()) return static_cast<std::size_t>(count);
    broken();
    return 0;
}

std::uint64_t PackedReader::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (bytes_.empty()) break;
        const auto byte = static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) return value;
    }
    broken();
    return 0;
}

}  // namespace oms::storage
