#include <algorithm>
#include <cctype>
#include <string>

#include <doctest/doctest.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>
#include <oms/catalog/v1/catalog_service.pb.h>
#include <oms/fulfillment/v1/fulfillment_service.pb.h>
#include <oms/inventory/v1/inventory_service.pb.h>
#include <oms/orders/v1/order_service.pb.h>
#include <oms/payments/v1/payment_gateway.pb.h>
#include <oms/payments/v1/payment_service.pb.h>
#include <oms/pickups/v1/pickup_service.pb.h>
#include <oms/returns/v1/return_service.pb.h>
#include <oms/routing/v1/routing_service.pb.h>
#include <oms/routing/v1/routing_view.pb.h>

#include "domain/cart_hold.hpp"
#include "domain/catalog.hpp"
#include "domain/fulfillment_order.hpp"
#include "domain/order.hpp"
#include "domain/order_return.hpp"
#include "domain/payment_ledger.hpp"
#include "domain/pickup.hpp"
#include "domain/receipt.hpp"
#include "domain/routing_record.hpp"
#include "domain/routing_rules.hpp"
#include "domain/workload.hpp"
#include "fulfillment/rules.hpp"
#include "services/payments/gateway.hpp"

namespace {

// ORDER_STATUS_ for OrderStatus.
std::string prefix_of(const std::string& type) {
    std::string prefix;
    for (const char c : type) {
        if (std::isupper(static_cast<unsigned char>(c)) != 0 && !prefix.empty()) prefix += '_';
        prefix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return prefix + "_";
}

template <class Domain, class Proto>
void check_same() {
    const auto* const descriptor = google::protobuf::GetEnumDescriptor<Proto>();
    const auto& names = oms::EnumText<Domain>::names;
    CAPTURE(descriptor->full_name());
    REQUIRE(descriptor->value_count() == static_cast<int>(names.size()) + 1);
    for (int number = 1; number < descriptor->value_count(); ++number) {
        std::string name = prefix_of(descriptor->name());
        for (const char c : names[static_cast<std::size_t>(number - 1)]) {
            name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        }
        REQUIRE(descriptor->FindValueByNumber(number) != nullptr);
        CHECK(descriptor->FindValueByNumber(number)->name() == name);
    }
}

}  // namespace

TEST_CASE("enumerations mean the same in the domain and on the wire") {
    check_same<oms::HandlingClass, oms::catalog::v1::HandlingClass>();
    check_same<oms::LocationType, oms::catalog::v1::LocationType>();
    check_same<oms::Capability, oms::catalog::v1::Capability>();
    check_same<oms::Weekday, oms::catalog::v1::Weekday>();
    check_same<oms::ChannelType, oms::catalog::v1::ChannelType>();
    check_same<oms::CartHoldState, oms::inventory::v1::CartHoldState>();
    check_same<oms::Carriage, oms::routing::v1::Carriage>();
    check_same<oms::DecisionCause, oms::routing::v1::DecisionCause>();
    check_same<oms::ReceiptState, oms::inventory::v1::ReceiptState>();
    check_same<oms::OnShortage, oms::orders::v1::OnShortage>();
    check_same<oms::DiscountScope, oms::orders::v1::DiscountScope>();
    check_same<oms::OnReturn, oms::orders::v1::OnReturn>();
    check_same<oms::ChargeType, oms::orders::v1::ChargeType>();
    check_same<oms::OrderStatus, oms::orders::v1::OrderStatus>();
    check_same<oms::FulfillmentStatus, oms::orders::v1::FulfillmentStatus>();
    check_same<oms::CancelReason, oms::orders::v1::CancelReason>();
    check_same<oms::HoldType, oms::orders::v1::HoldType>();
    check_same<oms::Carriage, oms::orders::v1::Carriage>();
    check_same<oms::HoldState, oms::orders::v1::HoldState>();
    check_same<oms::TenderKind, oms::payments::v1::TenderKind>();
    check_same<oms::PaymentAccount, oms::payments::v1::PaymentAccount>();
    check_same<oms::PaymentEntryKind, oms::payments::v1::PaymentEntryKind>();
    check_same<oms::OperationKind, oms::payments::v1::OperationKind>();
    check_same<oms::DisputeState, oms::payments::v1::DisputeState>();
    check_same<oms::OperationState, oms::payments::v1::OperationState>();
    check_same<oms::PaymentStatus, oms::payments::v1::PaymentStatus>();
    check_same<oms::payments::GatewayState, oms::payments::v1::GatewayState>();
    check_same<oms::Method, oms::routing::v1::Method>();
    check_same<oms::RulesState, oms::routing::v1::RulesState>();
    check_same<oms::CapacityMeasure, oms::routing::v1::CapacityMeasure>();
    check_same<oms::fulfillment::FilterKind, oms::routing::v1::FilterKind>();
    check_same<oms::fulfillment::LineSplit, oms::routing::v1::LineSplit>();
    check_same<oms::WorkKind, oms::routing::v1::WorkKind>();
    check_same<oms::ReleaseMode, oms::catalog::v1::ReleaseMode>();
    check_same<oms::DueKind, oms::orders::v1::DueKind>();
    check_same<oms::ChoiceReason, oms::orders::v1::ChoiceReason>();
    check_same<oms::ChoiceState, oms::orders::v1::ChoiceState>();
    check_same<oms::ChoiceOptionKind, oms::orders::v1::ChoiceOptionKind>();
    check_same<oms::ChosenBy, oms::orders::v1::ChosenBy>();
    check_same<oms::FulfillmentMethod, oms::fulfillment::v1::FulfillmentMethod>();
    check_same<oms::FulfillmentState, oms::fulfillment::v1::FulfillmentState>();
    check_same<oms::FulfillmentAction, oms::fulfillment::v1::FulfillmentAction>();
    check_same<oms::RefusalReason, oms::fulfillment::v1::RefusalReason>();
    check_same<oms::ParcelState, oms::fulfillment::v1::ParcelState>();
    check_same<oms::RedirectState, oms::fulfillment::v1::RedirectState>();
    check_same<oms::PickupState, oms::pickups::v1::PickupState>();
    check_same<oms::PickupAction, oms::pickups::v1::PickupAction>();
    check_same<oms::PickupProof, oms::pickups::v1::PickupProof>();
    check_same<oms::ReturnState, oms::returns::v1::ReturnState>();
    check_same<oms::ReturnAction, oms::returns::v1::ReturnAction>();
    check_same<oms::ReturnReason, oms::returns::v1::ReturnReason>();
    check_same<oms::ReturnMethod, oms::returns::v1::ReturnMethod>();
    check_same<oms::ReturnResult, oms::returns::v1::ReturnResult>();
    check_same<oms::RefundTime, oms::returns::v1::RefundTime>();
    check_same<oms::ReturnAnswer, oms::returns::v1::ReturnAnswer>();
    check_same<oms::Disposition, oms::returns::v1::Disposition>();
    check_same<oms::ReturnFinding, oms::returns::v1::ReturnFinding>();
}
