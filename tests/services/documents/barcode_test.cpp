#include "services/fulfillment/documents/barcode.hpp"

#include <array>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace oms;
using namespace oms::documents;

namespace {

// Widths of bars and spaces by value, ISO/IEC 15417 table 1; the last is the stop.
constexpr std::array<std::string_view, 107> code_128 = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112"};

// The values that a scanner would read.
std::vector<int> scanned(const Barcode& barcode) {
    std::string widths;
    double end = 0;
    for (const Bar& bar : barcode.bars) {
        if (!widths.empty()) widths += static_cast<char>('0' + static_cast<int>(bar.left - end));
        widths += static_cast<char>('0' + static_cast<int>(bar.width));
        end = bar.left + bar.width;
    }
    std::vector<int> values;
    std::string_view left = widths;
    while (!left.empty()) {
        const std::size_t size = left.size() == 7 ? 7 : 6;
        for (std::size_t value = 0; value < code_128.size(); ++value) {
            if (code_128[value] == left.substr(0, size)) values.push_back(static_cast<int>(value));
        }
        left.remove_prefix(std::min(size, left.size()));
    }
    return values;
}

}  // namespace

TEST_CASE("barcode: a scanner reads start C, FNC1, 00 and the digits of the SSCC") {
    const auto barcode = sscc_barcode("340123450000000000");
    REQUIRE(barcode);
    CHECK(barcode->width == 156);
    CHECK(barcode->bars.front().left == 0);
    std::vector<int> values = scanned(*barcode);
    REQUIRE(values.size() == 14);
    CHECK(values.front() == 105);
    CHECK(values.back() == 106);
    int sum = values[0];
    for (int at = 1; at <= 11; ++at)
        sum += at * values[static_cast<std::size_t>(at)];
    CHECK(sum % 103 == values[12]);
    const std::vector<int> data(values.begin() + 1, values.begin() + 12);
    CHECK(data == std::vector<int>{102, 0, 34, 1, 23, 45, 0, 0, 0, 0, 0});
}

TEST_CASE("barcode: what is no SSCC is refused") {
    for (const char* wrong : {"", "34012345000000001", "340123450000000001", "34012345000000000x",
                              "3401234500000000000", "[00]34012345000000"}) {
        CAPTURE(wrong);
        const auto barcode = sscc_barcode(wrong);
        REQUIRE_FALSE(barcode);
        CHECK(barcode.error().reason == Reason::malformed_field);
    }
}
