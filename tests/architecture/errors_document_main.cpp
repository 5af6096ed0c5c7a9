#include <iostream>

#include "tests/architecture/errors_document.hpp"

// Prints docs/errors.md.
int main() {
    std::cout << oms::architecture::errors_document();
    return std::cout.good() ? 0 : 1;
}
