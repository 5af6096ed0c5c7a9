#include "services/fulfillment/documents/label.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/fulfillment/documents/barcode.hpp"
#include "services/fulfillment/documents/canvas.hpp"

namespace oms::documents {
namespace {

constexpr double margin_mm = 5;
constexpr double inner_mm = a6.width_mm - 2 * margin_mm;
constexpr TextStyle caption_style{7, false};
// GS1 General Specifications, release 23, 5.12.3 (table 5, logistic units): bars at least 31.75 mm
// high, modules 0.495 to 0.94 mm wide, quiet zones of 10 modules.
constexpr double module_mm = 0.495;
constexpr double bars_mm = 32;

struct Captions {
    std::string_view from, to, service, order, parcel, weight, tracking;
};
constexpr Captions french{"Expéditeur", "Destinataire", "Service", "Commande",
                          "Colis",      "Poids",        "Suivi"};
constexpr Captions english{"From", "To", "Service", "Order", "Parcel", "Weight", "Tracking"};

struct Box {
    std::string_view field;
    double left_mm, top_mm, width_mm, height_mm;
};

// A field that was filled with what cannot be printed.
Error refused(std::string_view field, std::string_view why) {
    Error error{Reason::malformed_request, "the label cannot be printed", {}, {}, {}, false};
    error.fields.push_back({std::string(field), std::string(why)});
    return error;
}

// In the largest letters from `largest` down to `smallest_pt` in which all parts fit; false if
// none.
bool fits_drawn(Canvas& canvas, const Box& box, const std::vector<std::string>& parts,
                TextStyle largest, double smallest_pt) {
    for (TextStyle style = largest; style.size_pt >= smallest_pt; style.size_pt -= 0.5) {
        std::vector<SetLine> lines;
        for (const std::string& part : parts) {
            for (SetLine& line : canvas.wrap(part, style, box.width_mm)) {
                lines.push_back(std::move(line));
            }
        }
        const double height_mm = static_cast<double>(lines.size()) * Canvas::line_height_mm(style);
        if (height_mm > box.height_mm) continue;
        canvas.draw(lines, box.left_mm, box.top_mm);
        return true;
    }
    return false;
}

// Parts below each other as long as that can be read well, else behind each other, and tiny rather
// than not at all: an address of the lengths that orders allow always fits.
Result<void> draw_fitted(Canvas& canvas, const Box& box, const std::vector<std::string>& parts,
                         TextStyle largest) {
    constexpr double readable_pt = 6;
    constexpr double smallest_pt = 2.5;
    if (fits_drawn(canvas, box, parts, largest, readable_pt)) return {};
    std::string all;
    for (const std::string& part : parts)
        all += (all.empty() ? "" : ", ") + part;
    if (fits_drawn(canvas, box, {all}, {readable_pt, largest.bold}, smallest_pt)) return {};
    return fail(refused(box.field, "too long for the label"));
}

Result<void> draw_captioned(Canvas& canvas, std::string_view caption, const Box& box,
                            const std::string& text) {
    canvas.draw(caption, caption_style, box.left_mm, box.top_mm);
    return draw_fitted(canvas,
                       {box.field, box.left_mm, box.top_mm + 3, box.width_mm, box.height_mm - 3},
                       {text}, {10, true});
}

void draw_bars(Canvas& canvas, const Barcode& barcode, double top_mm) {
    const double left_mm = (a6.width_mm - barcode.width * module_mm) / 2;
    for (const Bar& bar : barcode.bars) {
        canvas.fill(left_mm + bar.left * module_mm, top_mm, bar.width * module_mm, bars_mm);
    }
}

std::string weight_text(std::int64_t weight_g, Language language) {
    if (weight_g == 0) return "-";
    const char point = language == Language::fr ? ',' : '.';
    return fmt::format("{}{}{:03} kg", weight_g / 1000, point, weight_g % 1000);
}

Result<void> draw_facts(Canvas& canvas, const ShippingLabel& label, const Captions& captions) {
    constexpr double half_mm = inner_mm / 2;
    constexpr double right_mm = margin_mm + half_mm;
    OMS_CHECK(draw_captioned(canvas, captions.service,
                             {"service_name", margin_mm, 72, half_mm - 2, 14}, label.service_name));
    OMS_CHECK(draw_captioned(canvas, captions.tracking,
                             {"tracking_number", right_mm, 72, half_mm, 14},
                             label.tracking_number.empty() ? "-" : label.tracking_number));
    OMS_CHECK(draw_captioned(canvas, captions.order,
                             {"order_number", margin_mm, 87, half_mm - 2, 11}, label.order_number));
    canvas.draw(captions.parcel, caption_style, right_mm, 87);
    canvas.draw(fmt::format("{}/{}", label.parcel_number, label.parcel_count), {10, true}, right_mm,
                90);
    canvas.draw(captions.weight, caption_style, right_mm + half_mm / 2, 87);
    canvas.draw(weight_text(label.weight_g, label.language), {10, true}, right_mm + half_mm / 2,
                90);
    return {};
}

Result<Barcode> checked_barcode(const ShippingLabel& label) {
    constexpr std::int64_t most_parcels = 9999;
    if (label.parcel_number < 1 || label.parcel_number > label.parcel_count ||
        label.parcel_count > most_parcels) {
        return fail(refused("parcel_number", "1 to parcel_count, which is up to 9999"));
    }
    if (label.weight_g < 0 || label.weight_g > 10'000'000) {
        return fail(refused("weight_g", "0 to 10,000,000"));
    }
    auto barcode = sscc_barcode(label.sscc);
    if (!barcode && barcode.error().reason == Reason::malformed_field) {
        return fail(refused("sscc", barcode.error().detail));
    }
    return barcode;
}

}  // namespace

std::vector<std::string> address_lines(const Address& address) {
    std::vector<std::string> lines;
    const auto add = [&](const std::string& text) {
        if (!text.empty()) lines.push_back(text);
    };
    add(address.recipient);
    for (const std::string& line : address.lines)
        add(line);
    const bool both = !address.postal_code.empty() && !address.locality.empty();
    add(address.postal_code + (both ? " " : "") + address.locality);
    add(address.administrative_area);
    add(address.country_code);
    return lines;
}

Result<Document> print_label(Fonts& fonts, const ShippingLabel& label) {
    OMS_TRY(const Barcode barcode, checked_barcode(label));
    const Captions& captions = label.language == Language::fr ? french : english;
    Canvas canvas(fonts, a6, "Shipping label " + label.sscc, label.made_at);
    canvas.draw(captions.from, caption_style, margin_mm, 4);
    OMS_CHECK(draw_fitted(canvas, {"sender", margin_mm, 7, inner_mm, 18},
                          address_lines(label.sender), {8, false}));
    canvas.fill(margin_mm, 26, inner_mm, 0.4);
    canvas.draw(captions.to, caption_style, margin_mm, 27.5);
    OMS_CHECK(draw_fitted(canvas, {"recipient", margin_mm, 31, inner_mm, 38},
                          address_lines(label.recipient), {14, true}));
    canvas.fill(margin_mm, 70, inner_mm, 0.4);
    OMS_CHECK(draw_facts(canvas, label, captions));
    canvas.fill(margin_mm, 99, inner_mm, 0.4);
    draw_bars(canvas, barcode, 102);
    const auto human = canvas.wrap("(00) " + label.sscc, {12, false}, inner_mm);
    for (const SetLine& line : human)
        canvas.draw(line, (a6.width_mm - line.width_mm) / 2, 135);
    return canvas.finish();
}

}  // namespace oms::documents
