// omsd_test: the same server with a settable clock and an echo, for tests and benchmarks.
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "services/omsd/program.hpp"
#include "services/omsd/utc_time.hpp"
#include "services/testing/testing_grpc.hpp"

namespace {

class TestServer final : public oms::server::Extension {
public:
    void add_options(CLI::App& app) override {
        app.add_flag("--no-decision-records", unrecorded_,
                     "Route without keeping why, to measure what keeping it costs");
        app.add_flag("--real-clock", real_, "Use the clock on the wall; nothing can set it");
        app.add_option_function<std::string>(
               "--clock-start",
               [this](const std::string& text) {
                   const auto time = oms::server::parse_utc(text);
                   if (!time) throw CLI::ValidationError("--clock-start", time.error().detail);
                   start_ = *time;
               },
               "When the settable clock starts, such as 2026-01-31T09:30:00Z [now]")
            ->envname("OMSD_TEST_CLOCK_START");
    }
    const oms::Clock& clock() override {
        if (real_) return system_clock_;
        return manual_clock();
    }
    bool runs_timers() const override { return real_; }
    oms::fulfillment::Recording recording() const override {
        return unrecorded_ ? oms::fulfillment::Recording::off : oms::fulfillment::Recording::on;
    }
    void add_to(oms::rpc::Server& server, oms::storage::Store& store, const oms::Sourcing& sourcing,
                const oms::RandomSource& random,
                const std::shared_ptr<oms::effects::EffectWorker>& effects) override {
        oms::testing::add_echo_to(server);
        if (real_) return;
        clock_grpc_.emplace(manual_clock(), oms::testing::ClockAdvance::create(
                                                manual_clock(), store.reads(), store.executor(),
                                                sourcing, random, effects));
        clock_grpc_->add_to(server);
    }

private:
    oms::testing::ManualClock& manual_clock() {
        if (!manual_clock_)
            manual_clock_ =
                std::make_unique<oms::testing::ManualClock>(start_.value_or(system_clock_.now()));
        return *manual_clock_;
    }

    bool real_ = false;
    bool unrecorded_ = false;
    std::optional<oms::Timestamp> start_;
    oms::server::SystemClock system_clock_;
    std::unique_ptr<oms::testing::ManualClock> manual_clock_;
    std::optional<oms::testing::ClockGrpc> clock_grpc_;
};

}  // namespace

int main(int argc, char** argv) {
    try {
        TestServer extension;
        return oms::server::run_program(argc, argv, extension);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "omsd_test: %s\n", fault.what());
        return 1;
    }
}
