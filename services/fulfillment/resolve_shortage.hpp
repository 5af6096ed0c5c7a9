#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "domain/queries.hpp"
#include "domain/shortage.hpp"

namespace oms::fulfilling {

// Orders that one command takes units from.
inline constexpr std::size_t moved_at_once = 100;

// What the due timer of a shelf becomes: as many units as are short go back to their orders, by
// who_moves, and each order looks for others at once, the first in that order first. Nothing is
// canceled. Of a shelf where nobody finds any, what becomes free is taken off on hand too.
// What carts hold is not taken from them: when they place their order it is decided afresh.
// When something has changed since it was read the timer stays; what is too much for one command
// goes on in another round.
class ResolveShortage final : public Command {
public:
    ResolveShortage(Header header, Timer timer, ShelfCheck check, ShelfRead read);

    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    // What one order gives up, by task.
    using ByTask = std::map<FulfillmentOrderId, std::vector<ParcelUnits>>;
    struct Mover {
        const ReservedOrder* order;
        ByTask units;
    };
    void choose_movers();
    bool is_as_read(const UnitOfWork& unit) const;
    Result<void> take_from(UnitOfWork& unit, const Mover& mover) const;
    Result<void> empty_shelf(UnitOfWork& unit) const;

    Timer timer_;
    ShelfCheck check_;
    ShelfRead read_;
    std::vector<Mover> movers_;  // the first to be given other units first
    std::int64_t units_ = 0;     // that they give up
    bool is_last_ = true;
};

}  // namespace oms::fulfilling
