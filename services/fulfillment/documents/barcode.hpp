#pragma once

#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace oms::documents {

// A black bar. Lengths in modules: the width of the narrowest bar.
struct Bar {
    double left = 0;
    double width = 0;
};

struct Barcode {
    double width = 0;  // without quiet zones
    std::vector<Bar> bars;
};

// An SSCC as GS1-128 under application identifier 00 (GS1 General Specifications, release 23,
// 5.4). Fails with Reason::malformed_field unless it is 18 digits with a right check digit.
Result<Barcode> sscc_barcode(std::string_view sscc);

}  // namespace oms::documents
