#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace oms::wire {

template <class>
struct IdRule;
template <class Tag>
struct IdRule<Id<Tag>> {
    static constexpr bool code = Tag::code;
};

// What a text must be. Every text is UTF-8 without control characters besides.
struct TextRule {
    std::size_t shortest = 0;
    std::size_t longest = 0;
    // Line breaks and tabs are allowed.
    bool multiline = false;
    // May hold digits that look like a card number: names of things in the catalog.
    bool any_digits = false;
};

// Checks the fields of one request and collects everything that is wrong, so that the caller is
// told all of it at once. On the good path it allocates nothing but the values it returns. A value
// that was refused comes back empty or 0; ask ok() before using any. Descriptions never quote
// values, which may be personal.
class FieldCheck {
public:
    // Steps into a field that is a message, until the returned object goes.
    class [[nodiscard]] Inside {
    public:
        explicit Inside(FieldCheck& check) : check_(check) {}
        ~Inside() { --check_.depth_; }
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

    private:
        FieldCheck& check_;
    };
    Inside inside(std::string_view name) { return step(name, -1); }
    Inside inside(std::string_view name, int index) { return step(name, index); }

    // `field` is a name within the present message; empty: the message itself.
    void refuse(std::string_view field, std::string description);
    // Refuses unless `holds`; returns `holds`.
    bool require(bool holds, std::string_view field, std::string_view description);

    // 1 to 64 printable bytes.
    void request_id(std::string_view text);
    // An id by the rule of its type; `slash`: whether a code may have '/'.
    template <class IdType>
    IdType id(std::string_view field, const std::string& text, bool slash = true) {
        if (!check_id(field, text, IdRule<IdType>::code, slash)) return {};
        return IdType::trusted(text);
    }

    // An id that a caller chooses freely; refused when it is a card number.
    template <class IdType>
    IdType own_id(std::string_view field, const std::string& text, bool slash = true) {
        if (!check_id(field, text, IdRule<IdType>::code, slash) || !refuse_card(field, text))
            return {};
        return IdType::trusted(text);
    }

    std::string text(std::string_view field, const std::string& value, TextRule rule);
    // A name or number of the caller's own making, up to `longest` bytes; refused when it is a card
    // number.
    std::string reference(std::string_view field, const std::string& value, std::size_t shortest,
                          std::size_t longest);
    std::int64_t number(std::string_view field, std::int64_t value, std::int64_t least,
                        std::int64_t most);
    bool count(std::string_view field, int size, int least, int most);

    bool ok() const noexcept { return violations_.empty(); }
    // How many violations so far.
    std::size_t refused() const noexcept { return violations_.size(); }
    // MALFORMED_REQUEST with all that was refused. Requires: not ok().
    Error error() &&;

private:
    struct Step {
        std::string_view name;
        int index;
    };
    Inside step(std::string_view name, int index);
    std::string path(std::string_view field) const;
    bool check_id(std::string_view field, std::string_view text, bool code, bool slash);
    bool refuse_card(std::string_view field, std::string_view text);

    std::array<Step, 8> steps_;
    std::size_t depth_ = 0;
    std::vector<FieldViolation> violations_;
};

// `value`, unless something was refused.
template <class T>
Result<T> checked(FieldCheck& check, T value) {
    if (!check.ok()) return fail(std::move(check).error());
    return value;
}

}  // namespace oms::wire
