#include "services/notifications/templates.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/text.hpp"
#include "tests/services/notifications/some_message.hpp"

using namespace oms;
using namespace oms::notifications;

namespace {

std::vector<TemplateKey> all_keys() {
    std::vector<TemplateKey> keys;
    for (std::size_t index = 0; index < template_key_count; ++index) {
        keys.push_back(static_cast<TemplateKey>(index));
    }
    return keys;
}

}  // namespace

TEST_CASE("templates: every key can be rendered in both languages, with every value in it") {
    for (const TemplateKey key : all_keys()) {
        for (const Language language : {Language::fr, Language::en}) {
            CAPTURE(enum_text(key));
            CAPTURE(enum_text(language));
            const auto notice = render(key, language, values_for(key));
            REQUIRE(notice);
            CHECK(is_clean_text(notice->subject));
            CHECK(is_clean_text(notice->text));
            CHECK(notice->subject.find('{') == std::string::npos);
            CHECK(notice->text.find_first_of("{}") == std::string::npos);
            CHECK(notice->subject.find("<order_number>") != std::string::npos);
            for (const std::string& name : placeholders(template_of(key, language).text)) {
                CHECK(notice->text.find("<" + name + ">") != std::string::npos);
            }
            // Short enough for an SMS of a few parts.
            CHECK(template_of(key, language).text.size() < 300);
        }
    }
}

TEST_CASE("templates: both languages say different things with the same values") {
    for (const TemplateKey key : all_keys()) {
        CAPTURE(enum_text(key));
        const Template& french = template_of(key, Language::fr);
        const Template& english = template_of(key, Language::en);
        CHECK(placeholders(french.subject) == placeholders(english.subject));
        CHECK(placeholders(french.text) == placeholders(english.text));
        CHECK(french.text != english.text);
        CHECK(french.subject != english.subject);
    }
}

TEST_CASE("templates: a pickup code is in the two notices that bring one, and in no subject") {
    for (const TemplateKey key : all_keys()) {
        CAPTURE(enum_text(key));
        const auto names = placeholders(template_of(key, Language::fr).text);
        const bool has_code = std::find(names.begin(), names.end(), "pickup_code") != names.end();
        CHECK(has_code == (key == TemplateKey::pickup_ready || key == TemplateKey::proxy_named));
        CHECK(placeholders(template_of(key, Language::fr).subject) ==
              std::vector<std::string>{"order_number"});
    }
}

TEST_CASE("templates: values that are missing are refused, all at once and by name") {
    Values values = values_for(TemplateKey::pickup_ready);
    values.erase("store_name");
    values["pickup_code"] = "";
    values["shop_name"] = "two\nlines";
    values["collect_by"] = std::string(1001, 'x');
    const auto notice = render(TemplateKey::pickup_ready, Language::en, values);
    REQUIRE_FALSE(notice);
    CHECK(notice.error().reason == Reason::malformed_request);
    std::vector<FieldViolation> expected = {
        {"values[collect_by]",  "is longer than 1000 bytes"    },
        {"values[pickup_code]", "is missing"                   },
        {"values[shop_name]",   "is not clean text of one line"},
        {"values[store_name]",  "is missing"                   }
    };
    CHECK(notice.error().fields == expected);
}

TEST_CASE(
    "templates: braces in a value are put in as they are, and values not asked for are left") {
    Values values = values_for(TemplateKey::refund_due);
    values["amount"] = "{shop_name}{";
    values["other"] = "never seen";
    const auto notice = render(TemplateKey::refund_due, Language::en, values);
    REQUIRE(notice);
    CHECK(notice->text.find("we refund {shop_name}{ for") != std::string::npos);
    CHECK(notice->text.find("never seen") == std::string::npos);
}

TEST_CASE("templates: any value is either in the text as it is, or refused by name") {
    CHECK(rc::check([] {
        Values values = values_for(TemplateKey::refund_due);
        const auto amount = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
        values["amount"] = amount;
        const auto notice = render(TemplateKey::refund_due, Language::fr, values);
        if (notice) {
            RC_ASSERT(notice->text.find(amount) != std::string::npos);
            RC_ASSERT(is_clean_text(notice->text));
        } else {
            RC_ASSERT(notice.error().fields.size() == 1U);
            RC_ASSERT(notice.error().fields[0].field == "values[amount]");
        }
    }));
}
