#include "services/fulfillment/documents/fonts.hpp"

#include <utility>

#include <fmt/format.h>
// FreeType's own way to include it.
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H

#include "domain/contract.hpp"
#include "services/fulfillment/documents/fonts_impl.hpp"

namespace oms::documents {
namespace {

constexpr char32_t hollow_square = U'\u25A1';

// A library for each file: two of them never share what is not safe to share between threads.
struct OpenFile {
    FT_Library library = nullptr;
    FT_Face face = nullptr;
    OpenFile() = default;
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (face != nullptr) FT_Done_Face(face);
        if (library != nullptr) FT_Done_FreeType(library);
    }
};

void close_file(void* file) {
    delete static_cast<OpenFile*>(file);
}

Result<std::vector<Face>> open_all(const std::vector<std::string>& paths) {
    std::vector<Face> faces;
    faces.reserve(paths.size());
    for (const std::string& path : paths) {
        OMS_TRY(Face face, Face::open(path));
        faces.push_back(std::move(face));
    }
    return faces;
}

}  // namespace

FontFiles FontFiles::built_in() {
    return {{OMS_FONT_REGULAR}, {OMS_FONT_BOLD}};
}

Result<Face> Face::open(const std::string& path) {
    static const cairo_user_data_key_t key{};
    auto file = std::make_unique<OpenFile>();
    if (FT_Init_FreeType(&file->library) != 0 ||
        FT_New_Face(file->library, path.c_str(), 0, &file->face) != 0 ||
        !FT_IS_SCALABLE(file->face)) {
        return fail(Reason::internal_fault, fmt::format("{}: no font to print with", path));
    }
    const FT_Face face = file->face;
    cairo_font_face_t* const cairo = cairo_ft_font_face_create_for_ft_face(face, 0);
    if (cairo_font_face_set_user_data(cairo, &key, file.get(), close_file) !=
        CAIRO_STATUS_SUCCESS) {
        cairo_font_face_destroy(cairo);
        return fail(Reason::internal_fault, fmt::format("{}: cannot be prepared", path));
    }
    static_cast<void>(file.release());
    return Face(cairo, face);
}

Face::Face(Face&& other) noexcept
    : cairo_(std::exchange(other.cairo_, nullptr)), face_(other.face_) {}

Face::~Face() {
    if (cairo_ != nullptr) cairo_font_face_destroy(cairo_);
}

bool Face::find(char32_t character, Glyph& glyph) const {
    glyph.index = FT_Get_Char_Index(face_, character);
    if (glyph.index == 0) return false;
    FT_Fixed advance = 0;
    if (FT_Get_Advance(face_, glyph.index, FT_LOAD_NO_SCALE, &advance) != 0) return false;
    glyph.advance =
        static_cast<double>(advance) * 1000.0 / static_cast<double>(face_->units_per_EM);
    return true;
}

Glyph Fonts::Impl::glyph(char32_t character, bool is_bold) const {
    Glyph glyph;
    const std::vector<Face>& candidates = faces(is_bold);
    for (const char32_t wanted : {character, hollow_square, U'?'}) {
        glyph.replaced = wanted != character;
        for (glyph.font = 0; glyph.font < candidates.size(); ++glyph.font) {
            if (candidates[glyph.font].find(wanted, glyph)) return glyph;
        }
    }
    // The font's own sign for what is missing.
    return Glyph{0, 0, 600, true};
}

Fonts::Fonts(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Fonts::Fonts(Fonts&&) noexcept = default;
Fonts& Fonts::operator=(Fonts&&) noexcept = default;
Fonts::~Fonts() = default;

Result<Fonts> Fonts::load(const FontFiles& files) {
    OMS_REQUIRE(!files.regular.empty() && files.regular.size() == files.bold.size());
    auto impl = std::make_unique<Impl>();
    OMS_TRY(impl->regular, open_all(files.regular));
    OMS_TRY(impl->bold, open_all(files.bold));
    return Fonts(std::move(impl));
}

}  // namespace oms::documents
