#include "services/fulfillment/documents/canvas.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <cairo-pdf.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "services/common/utf8.hpp"
#include "services/fulfillment/documents/fonts_impl.hpp"

namespace oms::documents {
namespace {

constexpr std::string_view replacement_utf8 = "\xEF\xBF\xBD";
constexpr char32_t replacement_character = U'\uFFFD';

cairo_status_t append_bytes(void* out, const unsigned char* bytes, unsigned int count) {
    std::copy_n(bytes, count, std::back_inserter(*static_cast<std::string*>(out)));
    return CAIRO_STATUS_SUCCESS;
}

// Of one well-formed sequence.
char32_t code_point(std::string_view sequence) {
    constexpr unsigned lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    char32_t value = static_cast<unsigned char>(sequence[0]) & lead_bits[sequence.size()];
    for (const char byte : sequence.substr(1)) {
        value = (value << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
    }
    return value;
}

bool is_control(char32_t character) {
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

double width_of(const SetCharacter& character, TextStyle style) {
    return character.glyph.advance * style.size_pt * mm_per_point / 1000.0;
}

std::string iso_time(Timestamp time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(
                           std::chrono::floor<std::chrono::seconds>(time))));
}

// Puts characters into lines of at most a width.
class Breaker {
public:
    Breaker(TextStyle style, double width_mm) : style_(style), width_mm_(width_mm) {
        line_.style = style;
    }

    void add(SetCharacter character) {
        const double width = width_of(character, style_);
        if (character.is_space) {
            last_space_ = line_.characters.size();
        } else {
            while (line_.width_mm + width > width_mm_ && !line_.characters.empty())
                make_room();
        }
        line_.width_mm += width;
        line_.characters.push_back(std::move(character));
    }

    void end_line() {
        while (!line_.characters.empty() && line_.characters.back().is_space) {
            line_.width_mm -= width_of(line_.characters.back(), style_);
            line_.characters.pop_back();
        }
        lines_.push_back(std::exchange(line_, SetLine{style_, {}, 0}));
        last_space_ = none;
    }

    std::vector<SetLine> take() { return std::move(lines_); }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    // The word that does not fit begins the next line; a word as wide as the line is broken.
    void make_room() {
        std::vector<SetCharacter> word;
        if (last_space_ != none) {
            const auto begin =
                line_.characters.begin() + static_cast<std::ptrdiff_t>(last_space_ + 1);
            word.assign(std::make_move_iterator(begin),
                        std::make_move_iterator(line_.characters.end()));
            line_.characters.erase(begin, line_.characters.end());
        }
        double word_mm = 0;
        for (const SetCharacter& character : word)
            word_mm += width_of(character, style_);
        line_.width_mm -= word_mm;
        end_line();
        line_.characters = std::move(word);
        line_.width_mm = word_mm;
    }

    TextStyle style_;
    double width_mm_;
    SetLine line_;
    std::vector<SetLine> lines_;
    std::size_t last_space_ = none;
};

}  // namespace

struct Canvas::Impl {
    Impl(Fonts::Impl& open_fonts, PageSize page) : fonts(open_fonts), lock(open_fonts.printing) {
        surface = cairo_pdf_surface_create_for_stream(
            append_bytes, &bytes, page.width_mm / mm_per_point, page.height_mm / mm_per_point);
        context = cairo_create(surface);
        cairo_font_options_t* const options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        cairo_set_font_options(context, options);
        cairo_font_options_destroy(options);
        cairo_set_source_rgb(context, 0, 0, 0);
    }
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        cairo_destroy(context);
        cairo_surface_destroy(surface);
    }

    SetCharacter set(std::string_view utf8, bool bold) const {
        const char32_t character = code_point(utf8);
        if (character == U' ' || character == U'\t') return {" ", fonts.glyph(U' ', bold), true};
        if (!is_control(character)) return {std::string(utf8), fonts.glyph(character, bold)};
        SetCharacter replaced{std::string(replacement_utf8),
                              fonts.glyph(replacement_character, bold)};
        replaced.glyph.replaced = true;
        return replaced;
    }

    void show(const std::vector<SetCharacter>& characters, TextStyle style, double x, double y);

    Fonts::Impl& fonts;
    std::lock_guard<std::mutex> lock;
    std::string bytes;
    cairo_surface_t* surface;
    cairo_t* context;
};

// With its text beside each glyph: what is searched and copied is the text, whatever was drawn.
void Canvas::Impl::show(const std::vector<SetCharacter>& characters, TextStyle style, double x,
                        double y) {
    const std::vector<Face>& faces = fonts.faces(style.bold);
    cairo_set_font_size(context, style.size_pt);
    for (std::size_t begin = 0; begin < characters.size();) {
        const std::uint32_t font = characters[begin].glyph.font;
        std::string text;
        std::vector<cairo_glyph_t> glyphs;
        std::vector<cairo_text_cluster_t> clusters;
        std::size_t end = begin;
        for (; end < characters.size() && characters[end].glyph.font == font; ++end) {
            const SetCharacter& character = characters[end];
            text += character.utf8;
            glyphs.push_back({character.glyph.index, x, y});
            clusters.push_back({static_cast<int>(character.utf8.size()), 1});
            x += character.glyph.advance * style.size_pt / 1000.0;
        }
        cairo_set_font_face(context, faces[font].cairo());
        cairo_set_font_size(context, style.size_pt);
        cairo_show_text_glyphs(context, text.data(), static_cast<int>(text.size()), glyphs.data(),
                               static_cast<int>(glyphs.size()), clusters.data(),
                               static_cast<int>(clusters.size()), cairo_text_cluster_flags_t{});
        begin = end;
    }
}

Canvas::Canvas(Fonts& fonts, PageSize page, std::string_view title, Timestamp made_at)
    : page_(page), impl_(std::make_unique<Impl>(*fonts.impl_, page)) {
    const std::string time = iso_time(made_at);
    const std::string named(title);
    const auto say = [&](cairo_pdf_metadata_t what, const std::string& text) {
        cairo_pdf_surface_set_metadata(impl_->surface, what, text.c_str());
    };
    say(CAIRO_PDF_METADATA_TITLE, named);
    say(CAIRO_PDF_METADATA_CREATE_DATE, time);
    say(CAIRO_PDF_METADATA_MOD_DATE, time);
}

Canvas::~Canvas() = default;

void Canvas::next_page() {
    cairo_show_page(impl_->context);
    ++pages_;
}

std::vector<SetLine> Canvas::wrap(std::string_view text, TextStyle style, double width_mm) const {
    if (text.empty()) return {};
    Breaker breaker(style, width_mm);
    while (!text.empty()) {
        const std::size_t size = rpc::utf8_sequence(text);
        if (size == 1 && text.front() == '\n') {
            breaker.end_line();
        } else if (!text.starts_with("\r\n")) {
            SetCharacter character =
                impl_->set(size == 0 ? replacement_utf8 : text.substr(0, size), style.bold);
            if (size == 0) character.glyph.replaced = true;
            breaker.add(std::move(character));
        }
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    breaker.end_line();
    return breaker.take();
}

void Canvas::draw(const SetLine& line, double left_mm, double top_mm) {
    for (const SetCharacter& character : line.characters) {
        if (character.glyph.replaced) ++replaced_;
    }
    const double baseline_mm = top_mm + line.style.size_pt * mm_per_point;
    impl_->show(line.characters, line.style, left_mm / mm_per_point, baseline_mm / mm_per_point);
}

void Canvas::draw(std::string_view text, TextStyle style, double left_mm, double top_mm) {
    for (const SetLine& line : wrap(text, style, 10 * page_.width_mm)) {
        draw(line, left_mm, top_mm);
    }
}

double Canvas::draw(const std::vector<SetLine>& lines, double left_mm, double top_mm) {
    for (const SetLine& line : lines) {
        draw(line, left_mm, top_mm);
        top_mm += line_height_mm(line.style);
    }
    return top_mm;
}

void Canvas::fill(double left_mm, double top_mm, double width_mm, double height_mm) {
    cairo_rectangle(impl_->context, left_mm / mm_per_point, top_mm / mm_per_point,
                    width_mm / mm_per_point, height_mm / mm_per_point);
    cairo_fill(impl_->context);
}

Result<Document> Canvas::finish() {
    cairo_show_page(impl_->context);
    cairo_surface_finish(impl_->surface);
    cairo_status_t status = cairo_status(impl_->context);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(impl_->surface);
    // A surface that was finished in order says so in its status.
    if (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED) {
        return fail(Reason::internal_fault,
                    fmt::format("printing failed: {}", cairo_status_to_string(status)));
    }
    return Document{std::move(impl_->bytes), pages_, replaced_};
}

}  // namespace oms::documents
