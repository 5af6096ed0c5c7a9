#include "services/common/random_source.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>

#include <sys/random.h>

namespace oms {
namespace {

// Seeds are asked for in blocks: a system call for each would cost as much as the rest of a
// command.
class Block {
public:
    std::uint64_t next() {
        if (used_ == numbers_.size()) refill();
        return numbers_[used_++];
    }

private:
    void refill() {
        // Up to 256 bytes come whole or not at all.
        ssize_t got = -1;
        do {
            got = getrandom(numbers_.data(), sizeof(numbers_), 0);
        } while (got < 0 && errno == EINTR);
        if (got != static_cast<ssize_t>(sizeof(numbers_))) {
            throw std::system_error(errno, std::generic_category(), "getrandom");
        }
        used_ = 0;
    }
    std::array<std::uint64_t, 32> numbers_{};
    std::size_t used_ = 32;
};

}  // namespace

RandomSource system_random() {
    return [] {
        thread_local Block block;
        return block.next();
    };
}

}  // namespace oms
