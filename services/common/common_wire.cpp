#include "services/common/common_wire.hpp"

#include <charconv>

#include <fmt/format.h>

#include "domain/text.hpp"
#include "services/common/language.hpp"

namespace oms::wire {
namespace {

constexpr std::int64_t year_2000 = 946'684'800;
constexpr std::int64_t year_2200 = 7'258'118'400;
constexpr std::int64_t million = 1'000'000;

// Something before and after one '@': who can be reached there is for the mail server to say.
bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.rfind('@') == at && text.find(' ') == std::string_view::npos;
}

}  // namespace

Money MoneyCheck::amount(std::string_view field, bool given, const common::v1::Money& value,
                         std::int64_t least) {
    if (!check_.require(given, field, "required")) return {};
    if (!currency_ || currency_->code() != value.currency_code()) {
        const auto currency = Currency::parse(value.currency_code());
        const auto at = check_.inside(field);
        if (!check_.require(currency.has_value(), "currency_code", "an ISO 4217 code, such as EUR"))
            return {};
        mixed_ = mixed_ || currency_.has_value();
        if (!currency_) currency_ = *currency;
    }
    if (value.minor_units() < least || value.minor_units() > Money::limit) {
        const auto at = check_.inside(field);
        check_.number("minor_units", value.minor_units(), least, Money::limit);
        return {};
    }
    return *Money::of(value.minor_units(), *currency_);
}

Money MoneyCheck::amount_or_zero(std::string_view field, bool given,
                                 const common::v1::Money& value) {
    if (!given) return currency_ ? Money::zero(*currency_) : Money{};
    return amount(field, given, value, 0);
}

Result<Currency> MoneyCheck::one_currency() const {
    if (mixed_ || !currency_) return fail(Reason::currency_mismatch);
    return *currency_;
}

Address address(FieldCheck& check, std::string_view field, const common::v1::Address& value) {
    const auto at = check.inside(field);
    Address address;
    address.recipient = check.text("recipient", value.recipient(), {.longest = 200});
    if (check.count("lines", value.lines_size(), 0, 5)) {
        address.lines.reserve(static_cast<std::size_t>(value.lines_size()));
        for (int i = 0; i < value.lines_size(); ++i) {
            const auto line = check.inside("lines", i);
            address.lines.push_back(check.text("", value.lines(i), {.longest = 200}));
        }
    }
    address.locality = check.text("locality", value.locality(), {.longest = 100});
    address.administrative_area =
        check.text("administrative_area", value.administrative_area(), {.longest = 100});
    address.postal_code = check.text("postal_code", value.postal_code(), {.longest = 20});
    check.require(is_country_code(value.country_code()), "country_code",
                  "two upper-case letters of ISO 3166-1");
    address.country_code = value.country_code();
    if (value.has_position()) address.position = position(check, "position", value.position());
    return address;
}

Contact contact(FieldCheck& check, std::string_view field, const common::v1::Contact& value) {
    const auto at = check.inside(field);
    Contact contact;
    contact.name = check.text("name", value.name(), {.longest = 200});
    contact.email = check.text("email", value.email(), {.longest = 254});
    check.require(contact.email.empty() || is_email(contact.email), "email",
                  "an address with one '@'");
    check.require(value.phone().empty() || is_e164(value.phone()), "phone",
                  "E.164, such as +33123456789");
    contact.phone = value.phone();
    check.require(
        value.language().empty() || enum_from_text<Language>(value.language()).has_value(),
        "language", "fr or en");
    contact.language = value.language();
    return contact;
}

GeoPosition position(FieldCheck& check, std::string_view field,
                     const common::v1::GeoPosition& value) {
    const auto at = check.inside(field);
    check.number("latitude_microdegrees", value.latitude_microdegrees(), -90 * million,
                 90 * million);
    check.number("longitude_microdegrees", value.longitude_microdegrees(), -180 * million,
                 180 * million);
    return {value.latitude_microdegrees(), value.longitude_microdegrees()};
}

Timestamp time(FieldCheck& check, std::string_view field,
               const google::protobuf::Timestamp& value) {
    const bool fits = value.seconds() >= year_2000 && value.seconds() < year_2200 &&
                      value.nanos() >= 0 && value.nanos() < 1000 * million;
    if (!check.require(fits, field, "a time of the years 2000 to 2199")) return {};
    return from_unix_micros(value.seconds() * million + value.nanos() / 1000);
}

void encode(Money value, common::v1::Money& out) {
    const std::string_view code = value.currency().code();
    out.set_currency_code(code.data(), code.size());
    out.set_minor_units(value.minor_units());
}

void encode(const Address& value, common::v1::Address& out) {
    out.set_recipient(value.recipient);
    for (const std::string& line : value.lines)
        out.add_lines(line);
    out.set_locality(value.locality);
    out.set_administrative_area(value.administrative_area);
    out.set_postal_code(value.postal_code);
    out.set_country_code(value.country_code);
    if (!value.position) return;
    out.mutable_position()->set_latitude_microdegrees(value.position->latitude_microdegrees);
    out.mutable_position()->set_longitude_microdegrees(value.position->longitude_microdegrees);
}

void encode(const Contact& value, common::v1::Contact& out) {
    out.set_name(value.name);
    out.set_email(value.email);
    out.set_phone(value.phone);
    out.set_language(value.language);
}

void encode(Timestamp value, google::protobuf::Timestamp& out) {
    const std::int64_t micros = to_unix_micros(value);
    std::int64_t seconds = micros / million;
    std::int64_t rest = micros % million;
    if (rest < 0) {
        --seconds;
        rest += million;
    }
    out.set_seconds(seconds);
    out.set_nanos(static_cast<std::int32_t>(rest * 1000));
}

std::string etag(const EventHead& head) {
    return fmt::format("v{}", head.sequence);
}

std::int64_t version_of_etag(FieldCheck& check, std::string_view field, std::string_view text) {
    std::int64_t version = 0;
    const char* const end = text.data() + text.size();
    const bool ours = text.size() >= 2 && text[0] == 'v' && text[1] >= '1' && text[1] <= '9' &&
                      std::from_chars(text.data() + 1, end, version).ptr == end && version > 0;
    return check.require(ours, field, "the etag of an earlier answer") ? version : 0;
}

}  // namespace oms::wire
