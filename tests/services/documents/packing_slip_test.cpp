#include "services/fulfillment/documents/packing_slip.hpp"

#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "tests/services/documents/paper_reader.hpp"

using namespace oms;
using namespace oms::documents;

namespace {

PackingSlip some_slip() {
    PackingSlip slip;
    slip.sender = {"Maison Dupré", {"12 rue de Rivoli"}, "Paris", "", "75001", "FR", {}};
    slip.recipient = {"Zoë Lefèvre", {"3 allée des Chênes"}, "Lyon", "", "69003", "FR", {}};
    slip.order_number = "7K2M9QX4D1";
    slip.order_date = "3 mars 2026";
    slip.lines = {
        {"TEE",  "T-shirt en coton côtelé", 2},
        {"SHOE", "Chaussures d'été",        1}
    };
    slip.gift_message = "Bon anniversaire !\nGrosses bises, Noël";
    slip.store_text = "Ouvert de 10 h à 20 h";
    slip.return_text = "Vous avez 30 jours.";
    slip.made_at = from_unix_micros(1'772'532'000'000'000);
    return slip;
}

Document printed(const PackingSlip& slip) {
    auto document = print_packing_slip(test_fonts(), slip);
    REQUIRE_MESSAGE(document, document.error().detail);
    CHECK(complaint_about_pdf(document->pdf) == "");
    CHECK(pages_in(document->pdf) == document->pages);
    return std::move(*document);
}

}  // namespace

TEST_CASE("packing slip: lines, gift message, store and return text are there, and no price") {
    const Document document = printed(some_slip());
    CHECK(document.pages == 1);
    const auto text = text_in(document.pdf);
    if (!text) return;
    for (const char* wanted :
         {"Bon de livraison", "7K2M9QX4D1", "3 mars 2026", "TEE", "T-shirt en coton côtelé",
          "Chaussures d'été", "Bon anniversaire !", "Grosses bises, Noël", "Ouvert de 10 h à 20 h",
          "Vous avez 30 jours.", "1/1", "Zoë Lefèvre"}) {
        CAPTURE(*text);
        CAPTURE(wanted);
        CHECK(text->find(wanted) != std::string::npos);
    }
    CHECK(text->find("€") == std::string::npos);
}

TEST_CASE("packing slip: many lines go on over pages, each with its head and number, none lost") {
    PackingSlip slip = some_slip();
    slip.language = Language::en;
    slip.lines.clear();
    for (int line = 0; line < 200; ++line) {
        slip.lines.push_back({fmt::format("SKU-{:04}", line), fmt::format("thing {:04}", line), 1});
    }
    const Document document = printed(slip);
    CHECK(document.pages > 3);
    const auto text = text_in(document.pdf);
    if (!text) return;
    for (int line = 0; line < 200; ++line) {
        CHECK(text->find(fmt::format("thing {:04}", line)) != std::string::npos);
    }
    for (std::size_t page = 1; page <= document.pages; ++page) {
        CHECK(text->find(fmt::format("{}/{}", page, document.pages)) != std::string::npos);
    }
}

TEST_CASE("packing slip: a title longer than a page is broken, not cut") {
    PackingSlip slip = some_slip();
    slip.lines = {
        {std::string(64, 'S'), std::string(8000, 'W'), 1}
    };
    slip.gift_message.clear();
    const Document document = printed(slip);
    CHECK(document.pages > 1);
    const auto text = text_in(document.pdf);
    if (!text) return;
    CHECK(std::count(text->begin(), text->end(), 'W') == 8000);
    CHECK(std::count(text->begin(), text->end(), 'S') >= 64);
}

TEST_CASE("packing slip: characters that could not be printed are told of") {
    PackingSlip slip = some_slip();
    slip.gift_message = "生日快乐";
    const Document document = printed(slip);
    CHECK(document.replaced_characters == 4);
    const auto text = text_in(document.pdf);
    if (!text) return;
    CHECK(text->find("生日快乐") != std::string::npos);
    CHECK(text->find("pas pu imprimer") != std::string::npos);
}

TEST_CASE("packing slip: threads may print at once and get the same bytes") {
    const std::string expected = printed(some_slip()).pdf;
    std::vector<std::string> got(4);
    std::vector<std::thread> printers;
    for (std::string& pdf : got) {
        printers.emplace_back([&pdf] {
            auto document = print_packing_slip(test_fonts(), some_slip());
            if (document) pdf = std::move(document->pdf);
        });
    }
    for (std::thread& printer : printers)
        printer.join();
    for (const std::string& pdf : got)
        CHECK(pdf == expected);
}

TEST_CASE("packing slip: whatever it is given, it is sound") {
    CHECK(rc::check([] {
        PackingSlip slip = some_slip();
        slip.gift_message = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
        slip.lines.push_back({*rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
                              *rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
                              *rc::gen::arbitrary<std::int64_t>()});
        slip.order_number = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
        const auto document = print_packing_slip(test_fonts(), slip);
        RC_ASSERT(document);
        RC_ASSERT(complaint_about_pdf(document->pdf) == "");
        RC_ASSERT(pages_in(document->pdf) == document->pages);
    }));
}
