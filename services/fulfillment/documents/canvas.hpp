#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "services/fulfillment/documents/document.hpp"
#include "services/fulfillment/documents/fonts.hpp"

namespace oms::documents {

// Lengths and positions are millimeters from the left and the top, font sizes are points.
constexpr double mm_per_point = 25.4 / 72.0;

struct PageSize {
    double width_mm = 0;
    double height_mm = 0;
};
inline constexpr PageSize a4{210, 297};
inline constexpr PageSize a6{105, 148};

struct TextStyle {
    double size_pt = 10;
    bool bold = false;
};

// One character as it is to be printed: its UTF-8, and the glyph for it.
struct SetCharacter {
    std::string utf8;
    Glyph glyph;
    bool is_space = false;
};

// What is printed beside each other, without the spaces at its end.
struct SetLine {
    TextStyle style;
    std::vector<SetCharacter> characters;
    double width_mm = 0;
};

// Pages of a paper that is being printed, from the first to the last. The same calls make the same
// bytes. Holds the fonts' lock: one canvas of a Fonts at a time, and by one thread.
class Canvas {
public:
    // `made_at` is all that the file says of when it was made.
    Canvas(Fonts& fonts, PageSize page, std::string_view title, Timestamp made_at);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    PageSize page() const noexcept { return page_; }
    // From 1.
    std::size_t page_number() const noexcept { return pages_; }
    void next_page();

    // Breaks at spaces, inside a word only where it is wider than a line, and at line feeds.
    // Control characters and bytes that are not UTF-8 become replaced characters. Empty text: no
    // lines.
    std::vector<SetLine> wrap(std::string_view text, TextStyle style, double width_mm) const;
    // Distance between two baselines.
    static double line_height_mm(TextStyle style) { return style.size_pt * 1.25 * mm_per_point; }
    // `top_mm`: of the line's box.
    void draw(const SetLine& line, double left_mm, double top_mm);
    // Short text, such as a caption: on one line, whatever its width.
    void draw(std::string_view text, TextStyle style, double left_mm, double top_mm);
    // All lines below each other; returns where the next one would begin.
    double draw(const std::vector<SetLine>& lines, double left_mm, double top_mm);
    // A filled black box.
    void fill(double left_mm, double top_mm, double width_mm, double height_mm);

    // Call once, last. Fails with Reason::internal_fault when the page could not be drawn.
    Result<Document> finish();

private:
    struct Impl;
    PageSize page_;
    std::size_t pages_ = 1;
    std::size_t replaced_ = 0;
    std::unique_ptr<Impl> impl_;
};

}  // namespace oms::documents
