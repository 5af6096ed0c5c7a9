#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "oms/common/v1/common.pb.h"
#include "tools/oms/failure.hpp"
#include "tools/oms/page.hpp"

namespace oms::cli {

// The flags of a postal address, and what they were given.
struct AddressOptions {
    std::vector<std::string> lines;
    std::string recipient, city, region, postal_code, country, position;

    bool given() const;
    Outcome<oms::common::v1::Address> build() const;
};

// Declares --address, --city, --region, --postal-code, --country and --position.
std::vector<CLI::Option*> add_address_options(CLI::App& verb, AddressOptions& options);

// One line: "12 rue de Rivoli, 75001 Paris, FR".
std::string address_text(const oms::common::v1::Address& address);

}  // namespace oms::cli
