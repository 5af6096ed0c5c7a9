#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

#include "domain/error.hpp"

namespace oms {

// A value or an Error. [[nodiscard]] on the type: an ignored failure does not compile.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using tl::expected<T, Error>::expected;
    Result() requires std::is_void_v<T> {}
    Result(tl::expected<T, Error> other) : tl::expected<T, Error>(std::move(other)) {}
};

// return fail(Reason::order_not_found, id.str());
inline tl::unexpected<Error> fail(Reason reason, std::string detail = {}) {
    return tl::unexpected<Error>(Error{reason, std::move(detail), {}, {}, {}, false});
}

inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace oms

#define OMS_CONCAT_IMPL(a, b) a##b
#define OMS_CONCAT(a, b) OMS_CONCAT_IMPL(a, b)
#define OMS_TRY_IMPL(result, target, expression)                   \
    auto result = (expression);                                    \
    if (!result) return tl::unexpected(std::move(result).error()); \
    target = *std::move(result)
// OMS_TRY(auto order, orders.find(id));  -> returns the Error early, else binds the value.
#define OMS_TRY(target, ...) OMS_TRY_IMPL(OMS_CONCAT(oms_result_, __LINE__), target, (__VA_ARGS__))
// OMS_CHECK(order.expect_version(etag));  -> returns the Error early.
#define OMS_CHECK(...)                                                       \
    do {                                                                     \
        auto oms_check = (__VA_ARGS__);                                      \
        if (!oms_check) return tl::unexpected(std::move(oms_check).error()); \
    } while (false)
