#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/result.hpp"

namespace oms::documents {

// Paths of TrueType or OpenType files. A character is taken from the first file that has it. The
// same number of regular and bold files, at least one.
struct FontFiles {
    std::vector<std::string> regular;
    std::vector<std::string> bold;
    // DejaVu Sans, where the build found it: Latin, Greek, Cyrillic and more, not Chinese,
    // Japanese, Korean or Indic scripts.
    static FontFiles built_in();
};

// A character in a font, with its advance in thousandths of the font's size.
struct Glyph {
    std::uint32_t font = 0;  // index among the files
    std::uint32_t index = 0;
    double advance = 0;
    bool replaced = false;  // no font has the character
};

// Open fonts, to be kept as long as papers are printed. Any thread may print: rendering locks.
class Fonts {
public:
    // Fails with Reason::internal_fault when a file is missing or is no font (detail: its path).
    static Result<Fonts> load(const FontFiles& files);
    Fonts(Fonts&&) noexcept;
    Fonts& operator=(Fonts&&) noexcept;
    ~Fonts();

private:
    friend class Canvas;
    struct Impl;
    explicit Fonts(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace oms::documents
