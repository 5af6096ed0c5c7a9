#pragma once

#include <functional>
#include <string>
#include <utility>

#include "domain/command.hpp"
#include "domain/payment_dispute.hpp"
#include "services/payments/ledger_change.hpp"

namespace oms::payments {

// The ledger as of `now`, and the operation that the command is about.
using EncodePayments =
    std::function<std::string(const PaymentLedger&, Timestamp now, const OperationId&)>;

struct PaymentRequest {
    OrderId order_id;
    // Of the ledger the caller saw, or 0 for any.
    std::int64_t version = 0;
    Money amount;  // above 0
};

// What a person does with the money of an order. Refusals of each, in this order: order_not_found,
// also outside the actor's channels, version_mismatch, currency_mismatch, then its own.
class PaymentCommand : public Command {
public:
    PaymentCommand(Header header, PaymentRequest request, EncodePayments encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(request_.order_id); }
    Result<std::string> run(UnitOfWork& unit) override;

protected:
    // Changes the ledger; `id` is that of the new operation. Answers what it was.
    virtual Result<PaymentAction> change(UnitOfWork& unit, PaymentLedger& ledger,
                                         const OperationId& id) = 0;
    // By the order's channel.
    virtual bool may_change(const Order& order) const;
    const PaymentRequest& request() const { return request_; }

private:
    PaymentRequest request_;
    EncodePayments encode_;
};

// Captures again what the customer owes. Refusals: payment_operation_not_found (no such tender),
// illegal_transition, payment_above_limit.
class CapturePayment final : public PaymentCommand {
public:
    CapturePayment(Header header, PaymentRequest request, std::int64_t tender_no,
                   EncodePayments encode)
        : PaymentCommand(std::move(header), std::move(request), std::move(encode)),
          tender_no_(tender_no) {}

protected:
    Result<PaymentAction> change(UnitOfWork& unit, PaymentLedger& ledger,
                                 const OperationId& id) override;

private:
    std::int64_t tender_no_;
};

// How much goodwill an order may get from anybody but an admin, in units of its currency.
inline constexpr std::int64_t agent_goodwill = 30;

// Pays money back. Refusals: payment_operation_not_found (no such tender), payment_above_limit,
// not_permitted beyond agent_goodwill.
class RefundPayment final : public PaymentCommand {
public:
    RefundPayment(Header header, PaymentRequest request, std::int64_t tender_no, std::string reason,
                  EncodePayments encode)
        : PaymentCommand(std::move(header), std::move(request), std::move(encode)),
          tender_no_(tender_no),
          reason_(std::move(reason)) {}

protected:
    Result<PaymentAction> change(UnitOfWork& unit, PaymentLedger& ledger,
                                 const OperationId& id) override;

private:
    std::int64_t tender_no_;
    std::string reason_;
};

// Money was taken by hand; also by the staff of a location that the order touches. Refusals:
// payment_above_limit.
class RecordPayment final : public PaymentCommand {
public:
    RecordPayment(Header header, PaymentRequest request, TenderKind kind, std::string reference,
                  EncodePayments encode)
        : PaymentCommand(std::move(header), std::move(request), std::move(encode)),
          kind_(kind),
          reference_(std::move(reference)) {}

protected:
    Result<PaymentAction> change(UnitOfWork& unit, PaymentLedger& ledger,
                                 const OperationId& id) override;
    bool may_change(const Order& order) const override;

private:
    TenderKind kind_;
    std::string reference_;
};

// A provider tells of a dispute. Refusals: those of report_dispute.
class ReportDispute final : public PaymentCommand {
public:
    ReportDispute(Header header, PaymentRequest request, DisputeReport report,
                  EncodePayments encode)
        : PaymentCommand(std::move(header), std::move(request), std::move(encode)),
          report_(std::move(report)) {}

protected:
    Result<PaymentAction> change(UnitOfWork& unit, PaymentLedger& ledger,
                                 const OperationId& id) override;

private:
    DisputeReport report_;
};

// Somebody, or the provider itself, tells how an operation ended; what is told of one that ended
// that way changes nothing. Refusals: payment_operation_not_found, also outside the actor's
// channels, illegal_transition.
class SettleOperation final : public Command {
public:
    SettleOperation(Header header, OperationId id, Settlement settlement, EncodePayments encode)
        : Command(std::move(header)),
          id_(std::move(id)),
          settlement_(std::move(settlement)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override {
        keys.payment_operations.push_back(id_);
        keys.effects.push_back(id_);
    }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    OperationId id_;
    Settlement settlement_;
    EncodePayments encode_;
};

}  // namespace oms::payments
