#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "services/returns/return_change.hpp"

namespace oms::returns {

// `due`: what it has made due; nothing: it has made nothing.
using EncodeReturn = std::function<std::string(const Return&, const std::optional<RefundDue>& due)>;

// What is done to returns. Refusals of each: return_not_found, also outside the actor's scope,
// version_mismatch, then its own.
struct ReturnTarget {
    ReturnKey key;
    // The one the caller saw, or 0 for any.
    std::int64_t version = 0;
};

// What the policy says, and what it would come to.
struct ReturnCheck {
    std::vector<LineTerms> lines;
    std::int64_t policy_version = 0;
    std::optional<RefundDue> refund;  // nothing: some line is not returnable
};
using EncodeCheck = std::function<std::string(const ReturnCheck&)>;

// May this go back? Changes nothing. Fails with Reason::order_not_found.
class CheckReturn final : public Command {
public:
    CheckReturn(Header header, ReturnKey key, ReturnWish wish, EncodeCheck encode)
        : Command(std::move(header)),
          key_(std::move(key)),
          wish_(std::move(wish)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    ReturnKey key_;
    ReturnWish wish_;
    EncodeCheck encode_;
};

// Announces goods. Refusals in this order: order_not_found, location_not_found, those of
// check_terms.
class RequestReturn final : public Command {
public:
    RequestReturn(Header header, ReturnKey key, ReturnWish wish, EncodeReturn encode)
        : Command(std::move(header)),
          key_(std::move(key)),
          wish_(std::move(wish)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    ReturnKey key_;
    ReturnWish wish_;
    EncodeReturn encode_;
};

// Goods that have come.
struct ReceiptOfReturn {
    ReturnWish wish;
    ChannelId channel_id;  // of goods of no order
    std::string clerk;     // empty: the principal
    std::optional<Money> deduction;
};
// Refusals in this order: location_not_found (also outside the actor's scope), return_refused (the
// location takes none), return_not_found or order_not_found, item_not_found, those of check_terms.
class ReceiveReturn final : public Command {
public:
    ReceiveReturn(Header header, ReturnTarget target, ReceiptOfReturn receipt, EncodeReturn encode)
        : Command(std::move(header)),
          target_(std::move(target)),
          receipt_(std::move(receipt)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Result<void> check_place(const UnitOfWork& unit) const;
    Result<ReturnChange> begin(UnitOfWork& unit) const;
    Result<ReturnChange> begin_unannounced(UnitOfWork& unit) const;
    ReturnTarget target_;
    ReceiptOfReturn receipt_;
    EncodeReturn encode_;
};

// What one action does to a return that is there.
class ChangeReturn : public Command {
public:
    ChangeReturn(Header header, ReturnTarget target, EncodeReturn encode)
        : Command(std::move(header)), target_(std::move(target)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

protected:
    virtual Result<void> change(ReturnChange& change) = 0;

private:
    ReturnTarget target_;
    EncodeReturn encode_;
};

class ApproveReturn final : public ChangeReturn {
public:
    using ChangeReturn::ChangeReturn;

protected:
    Result<void> change(ReturnChange& change) override;
};
// Not once money was paid back.
class RejectReturn final : public ChangeReturn {
public:
    RejectReturn(Header header, ReturnTarget target, std::string reason, EncodeReturn encode)
        : ChangeReturn(std::move(header), std::move(target), std::move(encode)),
          reason_(std::move(reason)) {}

protected:
    Result<void> change(ReturnChange& change) override;

private:
    std::string reason_;
};
class SendReturn final : public ChangeReturn {
public:
    SendReturn(Header header, ReturnTarget target, std::string tracking_number, EncodeReturn encode)
        : ChangeReturn(std::move(header), std::move(target), std::move(encode)),
          tracking_number_(std::move(tracking_number)) {}

protected:
    Result<void> change(ReturnChange& change) override;

private:
    std::string tracking_number_;
};
class CancelReturn final : public ChangeReturn {
public:
    using ChangeReturn::ChangeReturn;

protected:
    Result<void> change(ReturnChange& change) override;
};
class InspectReturn final : public ChangeReturn {
public:
    InspectReturn(Header header, ReturnTarget target, std::vector<DisposedUnits> goods,
                  std::optional<Money> deduction, EncodeReturn encode)
        : ChangeReturn(std::move(header), std::move(target), std::move(encode)),
          goods_(std::move(goods)),
          deduction_(deduction) {}

protected:
    Result<void> change(ReturnChange& change) override;

private:
    std::vector<DisposedUnits> goods_;
    std::optional<Money> deduction_;
};
// Fails with Reason::illegal_transition when nothing is to be paid back by now.
class RefundReturn final : public ChangeReturn {
public:
    RefundReturn(Header header, ReturnTarget target, std::optional<Money> deduction,
                 EncodeReturn encode)
        : ChangeReturn(std::move(header), std::move(target), std::move(encode)),
          deduction_(deduction) {}

protected:
    Result<void> change(ReturnChange& change) override;

private:
    std::optional<Money> deduction_;
};

// The gateway has issued credit for a return of no order, which must have been named. Fails with
// Reason::illegal_transition.
Result<void> record_credit(UnitOfWork& unit, const ReturnId& id, const OperationId& operation_id,
                           const std::string& provider_reference);

// What a due expiry timer becomes. Does nothing when the return has another by now.
class ExpireReturn final : public Command {
public:
    ExpireReturn(Header header, Timer timer)
        : Command(std::move(header)), timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    ReturnKey key() const;
    Timer timer_;
};

}  // namespace oms::returns
