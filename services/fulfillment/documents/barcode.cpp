#include "services/fulfillment/documents/barcode.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <zint.h>

#include "domain/text.hpp"

namespace oms::documents {

Result<Barcode> sscc_barcode(std::string_view sscc) {
    if (sscc.size() != 18 || !has_gs1_check_digit(sscc)) {
        return fail(Reason::malformed_field, "an SSCC is 18 digits, the last its check digit");
    }
    const std::unique_ptr<zint_symbol, void (*)(zint_symbol*)> symbol(ZBarcode_Create(),
                                                                      ZBarcode_Delete);
    if (!symbol) return fail(Reason::internal_fault, "no memory for a barcode");
    symbol->symbology = BARCODE_GS1_128;
    symbol->input_mode = GS1_MODE;
    symbol->show_hrt = 0;
    std::string data = fmt::format("[00]{}", sscc);
    // Zint wants unsigned bytes.
    auto* const bytes = reinterpret_cast<unsigned char*>(data.data());
    const int code =
        ZBarcode_Encode_and_Buffer_Vector(symbol.get(), bytes, static_cast<int>(data.size()), 0);
    if (code >= ZINT_ERROR || symbol->vector == nullptr) {
        return fail(Reason::internal_fault,
                    fmt::format("barcode: {}", static_cast<const char*>(symbol->errtxt)));
    }
    Barcode barcode;
    barcode.width = symbol->width;
    const double unit = static_cast<double>(symbol->vector->width) / symbol->width;
    for (const zint_vector_rect* bar = symbol->vector->rectangles; bar != nullptr;
         bar = bar->next) {
        barcode.bars.push_back({std::round(static_cast<double>(bar->x) / unit),
                                std::round(static_cast<double>(bar->width) / unit)});
    }
    std::sort(barcode.bars.begin(), barcode.bars.end(),
              [](const Bar& a, const Bar& b) { return a.left < b.left; });
    return barcode;
}

}  // namespace oms::documents
