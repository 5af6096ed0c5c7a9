#include <cstdio>
#include <exception>

#include "services/omsd/program.hpp"

namespace {

class RealServer final : public oms::server::Extension {
public:
    const oms::Clock& clock() override { return clock_; }
    bool runs_timers() const override { return true; }

private:
    oms::server::SystemClock clock_;
};

}  // namespace

int main(int argc, char** argv) {
    try {
        RealServer extension;
        return oms::server::run_program(argc, argv, extension);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "omsd: %s\n", fault.what());
        return 1;
    }
}
