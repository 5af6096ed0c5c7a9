#pragma once

#include <string>
#include <utility>

#include "domain/command.hpp"
#include "domain/timer.hpp"

namespace oms::fulfilling {

// What a due timer of a transfer becomes that has not come: it is expected a working day later, and
// its promise with it, as often as that takes. The customer is told of the first delay. Does
// nothing to one that has come or is not under way any more.
class DelayTransfer final : public Command {
public:
    DelayTransfer(Header header, Timer timer)
        : Command(std::move(header)), timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Timer timer_;
};

}  // namespace oms::fulfilling
