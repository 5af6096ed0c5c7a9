#pragma once

#include <cairo-ft.h>
#include <cairo.h>

#include "services/fulfillment/documents/fonts.hpp"

namespace oms::documents {

// One open file. Cairo keeps fonts in a cache of its own for a while, so that it, and not we, says
// when the file may be closed.
class Face {
public:
    // Fails with Reason::internal_fault.
    static Result<Face> open(const std::string& path);
    Face(Face&& other) noexcept;
    Face& operator=(Face&&) = delete;
    ~Face();

    cairo_font_face_t* cairo() const noexcept { return cairo_; }
    // False: the font does not have it.
    bool find(char32_t character, Glyph& glyph) const;

private:
    Face(cairo_font_face_t* cairo, FT_Face face) : cairo_(cairo), face_(face) {}
    cairo_font_face_t* cairo_;
    FT_Face face_;
};

struct Fonts::Impl {
    std::vector<Face> regular;
    std::vector<Face> bold;
    std::mutex printing;

    const std::vector<Face>& faces(bool is_bold) const { return is_bold ? bold : regular; }
    // Never fails: what no font has becomes a hollow square.
    Glyph glyph(char32_t character, bool is_bold) const;
};

}  // namespace oms::documents
