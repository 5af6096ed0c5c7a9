#include "services/fulfillment/documents/label.hpp"

#include <algorithm>
#include <chrono>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "tests/services/documents/paper_reader.hpp"

using namespace oms;
using namespace oms::documents;

namespace {

ShippingLabel some_label() {
    ShippingLabel label;
    label.sender = {"Maison Dupré", {"12 rue de Rivoli"}, "Paris", "", "75001", "FR", {}};
    label.recipient = {
        "Zoë Lefèvre-Œhler",
        {"3 bis, allée des Chênes", "Bât. Ç"},
        "Saint-Étienne",
        "",
        "42000",
        "FR",
        {                           }
    };
    label.service_name = "Colis Éco";
    label.sscc = "340123450000000000";
    label.tracking_number = "CT123456789";
    label.order_number = "7K2M9QX4D1";
    label.parcel_number = 2;
    label.parcel_count = 3;
    label.weight_g = 1250;
    label.made_at = from_unix_micros(1'772'532'000'000'000);  // 2026-03-03 10:00 UTC
    return label;
}

Document printed(const ShippingLabel& label) {
    auto document = print_label(test_fonts(), label);
    REQUIRE_MESSAGE(document, document.error().detail);
    return std::move(*document);
}

// Any bytes, and often characters of several kinds of script.
rc::Gen<std::string> hostile_text() {
    const auto piece = rc::gen::weightedOneOf<std::string>({
        {3,     rc::gen::container<std::string>(rc::gen::arbitrary<char>())},
        {       3,
         rc::gen::element<std::string>("é",                                                    "Œ", "中文", "🎁", "שלום", "\u202E", "\n", "\r\n", " ",
         "\t", "e\u0301", "]]>", "%PDF", "endobj", "(\\)", "",
         std::string(1, '\0'), "\xED\xA0\x80", "\xF4\x90\x80\x80")},
        { 1, rc::gen::map(rc::gen::inRange<std::size_t>(0,                                                      400),
         [](std::size_t count) { return std::string(count, 'W'); })},
    });
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                        [](const std::vector<std::string>& pieces) {
                            std::string text;
                            for (const std::string& part : pieces)
                                text += part;
                            return text;
                        });
}

}  // namespace

TEST_CASE("label: it is one page, and a reader finds everything on it, accents right") {
    const Document document = printed(some_label());
    CHECK(complaint_about_pdf(document.pdf) == "");
    CHECK(document.pages == 1);
    CHECK(pages_in(document.pdf) == 1);
    CHECK(document.replaced_characters == 0);
    const auto text = text_in(document.pdf);
    if (!text) return;
    for (const char* wanted :
         {"Maison Dupré", "12 rue de Rivoli", "75001 Paris", "Zoë Lefèvre-Œhler",
          "3 bis, allée des Chênes", "Bât. Ç", "42000 Saint-Étienne", "Colis Éco", "CT123456789",
          "7K2M9QX4D1", "2/3", "1,250 kg", "(00) 340123450000000000", "Destinataire"}) {
        CAPTURE(*text);
        CAPTURE(wanted);
        CHECK(text->find(wanted) != std::string::npos);
    }
}

TEST_CASE("label: the captions and the weight are in the language asked for") {
    ShippingLabel label = some_label();
    label.language = Language::en;
    const auto text = text_in(printed(label).pdf);
    if (!text) return;
    CHECK(text->find("1.250 kg") != std::string::npos);
    CHECK(text->find("Weight") != std::string::npos);
    CHECK(text->find("Poids") == std::string::npos);
}

TEST_CASE("label: the same label makes the same bytes, and its time is the one given") {
    const Document first = printed(some_label());
    CHECK(first.pdf == printed(some_label()).pdf);
    CHECK(first.pdf.find("/CreationDate (20260303100000Z)") != std::string::npos);
    ShippingLabel later = some_label();
    later.made_at += std::chrono::hours(1);
    CHECK(first.pdf != printed(later).pdf);
}

TEST_CASE("label: what no font has is a square on paper, is counted, and stays text in the file") {
    ShippingLabel label = some_label();
    label.recipient.recipient = "王小明 Ελένη Иван";
    const Document document = printed(label);
    CHECK(document.replaced_characters == 3);
    const auto text = text_in(document.pdf);
    if (!text) return;
    CAPTURE(*text);
    CHECK(text->find("王小明") != std::string::npos);
    CHECK(text->find("Ελένη Иван") != std::string::npos);
}

TEST_CASE("label: the longest addresses that orders allow get smaller, and none is cut") {
    ShippingLabel label = some_label();
    label.recipient.recipient = std::string(200, 'W');
    label.recipient.lines = std::vector<std::string>(5, std::string(200, '@'));
    label.recipient.locality = std::string(100, '%');
    label.recipient.administrative_area = std::string(100, 'W');
    label.sender = label.recipient;
    const auto count_in = [](const std::string& text, char wanted) {
        return std::count(text.begin(), text.end(), wanted);
    };
    const auto text = text_in(printed(label).pdf);
    if (text) {
        CHECK(count_in(*text, 'W') == 600);
        CHECK(count_in(*text, '@') == 2000);
        CHECK(count_in(*text, '%') == 200);
    }
}

TEST_CASE("label: an address that has no room is refused, not printed in part") {
    ShippingLabel label = some_label();
    label.recipient.lines = std::vector<std::string>(40, std::string(200, 'W'));
    const auto refused = print_label(test_fonts(), label);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::malformed_request);
    REQUIRE(refused.error().fields.size() == 1);
    CHECK(refused.error().fields[0].field == "recipient");
}

TEST_CASE("label: a wrong number is refused by its name") {
    const auto field_refused = [](auto change) {
        ShippingLabel label = some_label();
        change(label);
        const auto result = print_label(test_fonts(), label);
        REQUIRE_FALSE(result);
        REQUIRE(result.error().fields.size() == 1);
        return result.error().fields[0].field;
    };
    CHECK(field_refused([](ShippingLabel& label) { label.sscc.back() = '1'; }) == "sscc");
    CHECK(field_refused([](ShippingLabel& label) { label.parcel_number = 4; }) == "parcel_number");
    CHECK(field_refused([](ShippingLabel& label) { label.parcel_number = 0; }) == "parcel_number");
    CHECK(field_refused([](ShippingLabel& label) { label.weight_g = -1; }) == "weight_g");
}

TEST_CASE("label: a font that is missing, or is none, is told by its path") {
    for (const char* path : {"/no/such/font.ttf", "/proc/self/status"}) {
        const auto fonts = Fonts::load({{path}, {path}});
        REQUIRE_FALSE(fonts);
        CHECK(fonts.error().reason == Reason::internal_fault);
        CHECK(fonts.error().detail.find(path) != std::string::npos);
    }
}

TEST_CASE("label: whatever it is given, it is a sound page or a refusal with a field") {
    CHECK(rc::check([] {
        ShippingLabel label = some_label();
        label.recipient.recipient = *hostile_text();
        label.recipient.lines = {*hostile_text(), *hostile_text()};
        label.sender.recipient = *hostile_text();
        label.service_name = *hostile_text();
        label.order_number = *hostile_text();
        const auto document = print_label(test_fonts(), label);
        if (!document) {
            RC_ASSERT(document.error().reason == Reason::malformed_request);
            RC_ASSERT(document.error().fields.size() == 1U);
            return;
        }
        RC_ASSERT(complaint_about_pdf(document->pdf) == "");
        RC_ASSERT(pages_in(document->pdf) == 1U);
    }));
}
