#include "services/fulfillment/documents/packing_slip.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "services/fulfillment/documents/canvas.hpp"
#include "services/fulfillment/documents/label.hpp"

namespace oms::documents {
namespace {

constexpr double margin_mm = 18;
constexpr double inner_mm = a4.width_mm - 2 * margin_mm;
constexpr double body_end_mm = a4.height_mm - 22;
constexpr double sku_mm = 45;
constexpr double quantity_mm = 20;
constexpr double title_mm = inner_mm - sku_mm - quantity_mm;
constexpr double gap_mm = 3;
constexpr TextStyle plain{10, false};
constexpr TextStyle bold{10, true};
constexpr TextStyle small{8, false};

struct Captions {
    std::string_view title, from, to, order, date, parcel, sku, item, quantity, gift, store,
        returns, replaced;
};
constexpr Captions french{"Bon de livraison",
                          "Expéditeur",
                          "Destinataire",
                          "Commande",
                          "Date",
                          "Colis",
                          "Référence",
                          "Article",
                          "Quantité",
                          "Votre message",
                          "Votre magasin",
                          "Retours",
                          "□ : caractères que nous n'avons pas pu imprimer."};
constexpr Captions english{"Packing slip",
                           "From",
                           "To",
                           "Order",
                           "Date",
                           "Parcel",
                           "SKU",
                           "Item",
                           "Quantity",
                           "Your message",
                           "Your store",
                           "Returns",
                           "□: characters that we could not print."};

// Draws from the top to the bottom of a page, then goes on with the next one.
class Slip {
public:
    // `pages`: how many there will be, for the foot of each; `replaced`: whether the end tells of
    // squares.
    Slip(Fonts& fonts, const PackingSlip& slip, std::size_t pages, bool replaced)
        : slip_(slip),
          captions_(slip.language == Language::fr ? french : english),
          canvas_(fonts, a4, "Packing slip", slip.made_at),
          pages_(pages),
          replaced_(replaced) {}

    Result<Document> print() {
        draw_head();
        draw_table();
        draw_section(captions_.gift, slip_.gift_message);
        draw_section(captions_.store, slip_.store_text);
        draw_section(captions_.returns, slip_.return_text);
        if (replaced_) draw_flowing(captions_.replaced, small);
        draw_foot();
        return canvas_.finish();
    }

private:
    // Makes room for `height_mm`; true if that began a page.
    bool need(double height_mm) {
        if (top_mm_ + height_mm <= body_end_mm) return false;
        draw_foot();
        canvas_.next_page();
        top_mm_ = margin_mm;
        return true;
    }

    void draw_foot() {
        const double top_mm = a4.height_mm - 15;
        canvas_.fill(margin_mm, top_mm - 2, inner_mm, 0.2);
        for (const SetLine& line : canvas_.wrap(slip_.order_number, small, inner_mm - 25)) {
            canvas_.draw(line, margin_mm, top_mm);
            break;  // the whole number is on the first page
        }
        canvas_.draw(fmt::format("{}/{}", canvas_.page_number(), pages_), small,
                     a4.width_mm - margin_mm - 15, top_mm);
    }

    void draw_flowing(std::string_view text, TextStyle style) {
        for (const SetLine& line : canvas_.wrap(text, style, inner_mm)) {
            need(Canvas::line_height_mm(style));
            canvas_.draw(line, margin_mm, top_mm_);
            top_mm_ += Canvas::line_height_mm(style);
        }
    }

    void draw_section(std::string_view caption, std::string_view text) {
        if (text.empty()) return;
        top_mm_ += gap_mm;
        // Never a caption alone at the foot of a page.
        need(2 * Canvas::line_height_mm(plain));
        draw_flowing(caption, bold);
        draw_flowing(text, plain);
    }

    void draw_address(std::string_view caption, const Address& address) {
        need(3 * Canvas::line_height_mm(plain));
        draw_flowing(caption, small);
        for (const std::string& line : address_lines(address))
            draw_flowing(line, plain);
        top_mm_ += gap_mm;
    }

    void draw_head() {
        draw_flowing(captions_.title, {16, true});
        top_mm_ += gap_mm;
        draw_flowing(fmt::format("{}: {}", captions_.order, slip_.order_number), bold);
        if (!slip_.order_date.empty()) {
            draw_flowing(fmt::format("{}: {}", captions_.date, slip_.order_date), plain);
        }
        draw_flowing(
            fmt::format("{}: {}/{}", captions_.parcel, slip_.parcel_number, slip_.parcel_count),
            plain);
        top_mm_ += gap_mm;
        draw_address(captions_.from, slip_.sender);
        draw_address(captions_.to, slip_.recipient);
    }

    void draw_table_head() {
        canvas_.draw(captions_.sku, bold, margin_mm, top_mm_);
        canvas_.draw(captions_.item, bold, margin_mm + sku_mm, top_mm_);
        canvas_.draw(captions_.quantity, bold, margin_mm + sku_mm + title_mm, top_mm_);
        top_mm_ += Canvas::line_height_mm(bold);
        canvas_.fill(margin_mm, top_mm_, inner_mm, 0.3);
        top_mm_ += 1;
    }

    // A row stays together when it fits a page at all; a taller one is broken line by line.
    void draw_row(const PackingSlipLine& row) {
        const std::array<std::vector<SetLine>, 3> cells = {
            canvas_.wrap(row.sku, plain, sku_mm - 2), canvas_.wrap(row.title, plain, title_mm - 2),
            canvas_.wrap(fmt::format("{}", row.quantity), plain, quantity_mm)};
        constexpr std::array<double, 3> lefts = {margin_mm, margin_mm + sku_mm,
                                                 margin_mm + sku_mm + title_mm};
        const double line_mm = Canvas::line_height_mm(plain);
        const std::size_t count = std::max({cells[0].size(), cells[1].size(), cells[2].size()});
        const double page_mm = body_end_mm - margin_mm - 3 * line_mm;
        const double row_mm = static_cast<double>(count) * line_mm;
        if (need(row_mm <= page_mm ? row_mm : line_mm)) draw_table_head();
        for (std::size_t at = 0; at < count; ++at) {
            if (need(line_mm)) draw_table_head();
            for (std::size_t cell = 0; cell < cells.size(); ++cell) {
                if (at < cells[cell].size()) canvas_.draw(cells[cell][at], lefts[cell], top_mm_);
            }
            top_mm_ += line_mm;
        }
        top_mm_ += 1;
    }

    void draw_table() {
        need(4 * Canvas::line_height_mm(plain));
        draw_table_head();
        for (const PackingSlipLine& line : slip_.lines)
            draw_row(line);
    }

    const PackingSlip& slip_;
    const Captions& captions_;
    Canvas canvas_;
    std::size_t pages_;
    bool replaced_;
    double top_mm_ = margin_mm;
};

}  // namespace

Result<Document> print_packing_slip(Fonts& fonts, const PackingSlip& slip) {
    // Printed until its own foot tells the truth: the number of pages and the note on squares are
    // known afterwards, and the note may take one page more.
    std::size_t pages = 1;
    bool noted = false;
    for (;;) {
        OMS_TRY(Document document, Slip(fonts, slip, pages, noted).print());
        const bool squares = document.replaced_characters != 0;
        if (document.pages == pages && squares == noted) return document;
        pages = document.pages;
        noted = squares;
    }
}

}  // namespace oms::documents
