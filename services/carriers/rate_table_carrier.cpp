#include "services/carriers/rate_table_carrier.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <openssl/sha.h>

#include "domain/ids.hpp"
#include "domain/text.hpp"
#include "services/carriers/plain_label.hpp"

namespace oms::carriers {
namespace {

constexpr std::string_view prefix = "CT";
constexpr std::size_t digits_size = 17;

char check_digit(std::string_view digits) {
    for (char last = '0'; last <= '9'; ++last) {
        if (has_gs1_check_digit(std::string(digits) + last)) return last;
    }
    return '0';
}

Error refused(std::string_view field, std::string_view why) {
    Error error{Reason::malformed_request, "the parcel cannot be booked", {}, {}, {}, false};
    error.fields.push_back({std::string(field), std::string(why)});
    return error;
}

}  // namespace

std::string tracking_number_of(std::string_view operation_id) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
    SHA256(reinterpret_cast<const unsigned char*>(operation_id.data()), operation_id.size(),
           hash.data());
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < 8; ++at)
        number = (number << 8U) | hash[at];
    const std::string digits = fmt::format("{:016}", number % 10'000'000'000'000'000ULL);
    return fmt::format("{}{}{}", prefix, digits, check_digit(digits));
}

bool is_our_tracking_number(std::string_view text) {
    return text.size() == prefix.size() + digits_size && text.starts_with(prefix) &&
           has_gs1_check_digit(text.substr(prefix.size()));
}

Result<BookedParcel> RateTableCarrier::book_parcel(const ParcelBooking& booking) {
    if (!is_identifier(booking.operation_id)) {
        return fail(refused("operation_id", IdentifierRule::rule));
    }
    if (booking.service_id.empty()) return fail(refused("service_id", "required"));
    std::string number = tracking_number_of(booking.operation_id);
    OMS_TRY(documents::Document label, plain_label(fonts_, booking, number));
    return BookedParcel{std::move(number), std::move(label.pdf), label.replaced_characters,
                        std::nullopt};
}

Result<void> RateTableCarrier::void_label(std::string_view operation_id,
                                          std::string_view tracking_number) {
    if (!tracking_number.empty() && tracking_number != tracking_number_of(operation_id)) {
        return fail(Reason::gateway_refused, "the tracking number is of another parcel");
    }
    return {};
}

Result<std::vector<TrackingEvent>> RateTableCarrier::track(std::string_view /*service_id*/,
                                                           std::string_view tracking_number) {
    if (!is_our_tracking_number(tracking_number)) {
        return fail(Reason::gateway_refused, "not a tracking number of this carrier");
    }
    return std::vector<TrackingEvent>{};
}

}  // namespace oms::carriers
