#include "storage/sqlite/verify_returns.hpp"

#include <utility>

#include <fmt/format.h>

#include "domain/refunds.hpp"
#include "storage/sqlite/findings.hpp"

namespace oms::storage::sqlite {

Result<void> ReturnVerifier::check(const Order& order, VerifyReport& report) {
    OMS_TRY(const std::vector<Return> returns, returns_.of_order(order.order_id));
    for (const OrderLine& line : order.lines) {
        std::int64_t announced = 0;
        std::int64_t returned = 0;
        for (const Return& one : returns) {
            for (const ReturnLine& some : one.lines)
                announced += some.line_no == line.line_no ? some.announced : 0;
            for (const ReturnGoods& goods : one.goods) {
                if (goods.line_no == line.line_no && goods.disposition != Disposition::give_back)
                    returned += goods.quantity;
            }
        }
        if (announced != line.quantities.return_expected() ||
            returned != line.quantities.returned()) {
            add_finding(report, "R1", order.order_id.str(),
                        fmt::format("line {} counts other returns than there are", line.line_no));
        }
    }
    if (!order.refunds.empty() &&
        refunded_amount(order).minor_units() > captured_amount(order).minor_units())
        add_finding(report, "M2", order.order_id.str(), "more is paid back than was captured");
    return {};
}

Result<void> ReturnVerifier::fold_next(AggregateType type, const EventData& data,
                                       std::int64_t sequence, Timestamp time) {
    if (type == AggregateType::goods_return) {
        OMS_TRY(return_, fold(return_, data, sequence));
    } else {
        OMS_TRY(policy_, fold(policy_, data, sequence, time));
    }
    return {};
}

Result<void> ReturnVerifier::finish(const AggregateRef& aggregate, VerifyReport& report) {
    const auto compare = [&](auto folded, const auto& stored) {
        // The end of the chain is compared for every aggregate alike.
        if (stored && folded) folded->head.hash = stored->head.hash;
        if (!folded || stored != folded)
            add_finding(report, "E2", aggregate.id,
                        "folding its events does not give the stored state");
    };
    if (aggregate.type == AggregateType::goods_return) {
        OMS_TRY(const std::optional<Return> stored, returns_.find(ReturnId::trusted(aggregate.id)));
        compare(std::exchange(return_, std::nullopt), stored);
    }
    if (aggregate.type == AggregateType::return_policy) {
        OMS_TRY(const std::optional<ReturnPolicyVersion> stored,
                returns_.find_policy(rules_version_of(aggregate.id)));
        compare(std::exchange(policy_, std::nullopt), stored);
    }
    return {};
}

}  // namespace oms::storage::sqlite
