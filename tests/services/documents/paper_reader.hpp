#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "services/fulfillment/documents/fonts.hpp"

namespace oms::documents {

// Opened once for all tests.
Fonts& test_fonts();

// What is wrong with the frame of a PDF: its first and last line, the place of its cross-reference
// table, and that each object is where the table says. Empty: nothing.
std::string complaint_about_pdf(std::string_view pdf);

// How many page objects the file has.
std::size_t pages_in(std::string_view pdf);

// The text that a reader finds in it; none, with a loud line, where pdftotext is not installed.
std::optional<std::string> text_in(const std::string& pdf);

// With spaces and line ends taken out, to compare what may have been wrapped.
std::string without_spaces(std::string_view text);

}  // namespace oms::documents
