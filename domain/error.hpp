#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oms {

// What a caller can do about a failure. One gRPC code each, see services/common/status.cpp.
enum class Kind : std::uint8_t {
    invalid_argument,
    not_found,
    already_exists,
    failed_precondition,
    aborted,
    resource_exhausted,
    unauthenticated,
    permission_denied,
    deadline_exceeded,
    unavailable,
    unimplemented,
    internal,
};

// Why something failed. Public API; see reason_table.
enum class Reason : std::uint8_t {
    malformed_request,
    malformed_field,
    request_id_reused,
    currency_mismatch,
    amount_overflow,
    item_not_found,
    location_not_found,
    channel_not_found,
    order_not_found,
    cart_hold_not_found,
    hold_not_found,
    rules_not_found,
    receipt_not_found,
    fulfillment_order_not_found,
    pickup_not_found,
    transfer_not_found,
    parcel_not_found,
    effect_not_found,
    payment_operation_not_found,
    item_exists,
    location_exists,
    channel_exists,
    order_exists,
    cart_hold_exists,
    backup_exists,
    total_mismatch,
    pickup_not_offered,
    insufficient_stock,
    unroutable,
    illegal_transition,
    cart_hold_expired,
    cart_hold_extended,
    rules_do_not_fit,
    rules_not_published,
    gateway_refused,
    clock_backwards,
    store_elsewhere,
    wrong_item,
    proof_required,
    link_expired,
    choice_taken,
    cancel_refused,
    payment_above_limit,
    version_mismatch,
    stock_contention,
    lease_held,
    edit_stale,
    overloaded,
    disk_full,
    slow_subscriber,
    message_too_large,
    principal_missing,
    not_permitted,
    pickup_code_wrong,
    pickup_locked,
    link_invalid,
    deadline_passed,
    shutting_down,
    store_unavailable,
    routing_unavailable,
    gateway_unavailable,
    method_unknown,
    compression_refused,
    corrupt_row,
    internal_fault,
    count_,
};

struct ReasonInfo {
    Reason reason;
    Kind kind;
    bool retryable;
    std::string_view name;
    std::string_view hint;
};

// One row per reason. `name` is public API (ErrorInfo.reason on the wire): rows are added, never
// renamed. `retryable`: the same request, unchanged, may succeed later. `hint`: what a person can
// do next.
inline constexpr auto reason_table = std::to_array<ReasonInfo>({
    {Reason::malformed_request,           Kind::invalid_argument,    false, "MALFORMED_REQUEST",
     "Correct the fields listed and send the request again."                            },
    {Reason::malformed_field,             Kind::invalid_argument,    false, "MALFORMED_FIELD",
     "Correct the value and send the request again."                                    },
    {Reason::request_id_reused,           Kind::invalid_argument,    false, "REQUEST_ID_REUSED",
     "This request id was used for another request; choose a new one."                  },
    {Reason::currency_mismatch,           Kind::invalid_argument,    false, "CURRENCY_MISMATCH",
     "Use one currency in the whole order."                                             },
    {Reason::amount_overflow,             Kind::invalid_argument,    false, "AMOUNT_OVERFLOW",
     "Amounts go up to 10^15 minor units; check quantity and price."                    },
    {Reason::item_not_found,              Kind::not_found,           false, "ITEM_NOT_FOUND",
     "Check the SKU, or create the item first."                                         },
    {Reason::location_not_found,          Kind::not_found,           false, "LOCATION_NOT_FOUND",
     "Check the location id, or create the location first."                             },
    {Reason::channel_not_found,           Kind::not_found,           false, "CHANNEL_NOT_FOUND",
     "Check the channel id, or create the channel first."                               },
    {Reason::order_not_found,             Kind::not_found,           false, "ORDER_NOT_FOUND",
     "Check the id or number, and that your profile may see the order's channel."       },
    {Reason::cart_hold_not_found,         Kind::not_found,           false, "CART_HOLD_NOT_FOUND",
     "Check channel and cart id; the hold may have been released."                      },
    {Reason::hold_not_found,              Kind::not_found,           false, "HOLD_NOT_FOUND",
     "Look at the order: it names its holds."                                           },
    {Reason::rules_not_found,             Kind::not_found,           false, "RULES_NOT_FOUND",
     "List the versions of the rules; before one is published, none is in force."       },
    {Reason::receipt_not_found,           Kind::not_found,           false, "RECEIPT_NOT_FOUND",
     "List the receipts of the SKU or the location."                                    },
    {Reason::fulfillment_order_not_found, Kind::not_found,           false, "FULFILLMENT_ORDER_NOT_FOUND",
     "Check the id, and that your profile may see its location."                        },
    {Reason::pickup_not_found,            Kind::not_found,           false, "PICKUP_NOT_FOUND",
     "Check the id or number, and that your profile may see its store."                 },
    {Reason::transfer_not_found,          Kind::not_found,           false, "TRANSFER_NOT_FOUND",
     "Check the id, and that your profile may see one of its two locations."            },
    {Reason::parcel_not_found,            Kind::not_found,           false, "PARCEL_NOT_FOUND",
     "Look at the fulfillment order: it names its parcels."                             },
    {Reason::effect_not_found,            Kind::not_found,           false, "EFFECT_NOT_FOUND",
     "Check the operation id, and that your profile may see its channel."               },
    {Reason::payment_operation_not_found, Kind::not_found,           false, "PAYMENT_OPERATION_NOT_FOUND",
     "Look at the order's payments: they name its operations and tenders."              },
    {Reason::item_exists,                 Kind::already_exists,      false, "ITEM_EXISTS",
     "An item with this SKU is there already."                                          },
    {Reason::location_exists,             Kind::already_exists,      false, "LOCATION_EXISTS",
     "A location with this id is there already."                                        },
    {Reason::channel_exists,              Kind::already_exists,      false, "CHANNEL_EXISTS",
     "A channel with this id is there already."                                         },
    {Reason::order_exists,                Kind::already_exists,      false, "ORDER_EXISTS",
     "This cart or external id has an order already; look at the order named."          },
    {Reason::cart_hold_exists,            Kind::already_exists,      false, "CART_HOLD_EXISTS",
     "This cart has a hold already; release it first, or use another cart id."          },
    {Reason::backup_exists,               Kind::already_exists,      false, "BACKUP_EXISTS",
     "Choose another backup name."                                                      },
    {Reason::total_mismatch,              Kind::failed_precondition, false, "TOTAL_MISMATCH",
     "Show the customer the right figures and ask again."                               },
    {Reason::pickup_not_offered,          Kind::failed_precondition, false, "PICKUP_NOT_OFFERED",
     "Choose a location with the pickup capability."                                    },
    {Reason::insufficient_stock,          Kind::failed_precondition, true,  "INSUFFICIENT_STOCK",
     "Lower the quantities listed, wait for stock, or allow backorder."                 },
    {Reason::unroutable,                  Kind::failed_precondition, true,  "UNROUTABLE",
     "There is stock, but nobody may send it there so: change method, place or date."   },
    {Reason::illegal_transition,          Kind::failed_precondition, false, "ILLEGAL_TRANSITION",
     "Look at the present state; this action does not apply to it."                     },
    {Reason::cart_hold_expired,           Kind::failed_precondition, false, "CART_HOLD_EXPIRED",
     "Place a new hold."                                                                },
    {Reason::cart_hold_extended,          Kind::failed_precondition, false, "CART_HOLD_EXTENDED",
     "A hold can be extended once; place the order or a new hold."                      },
    {Reason::rules_do_not_fit,            Kind::failed_precondition, false, "RULES_DO_NOT_FIT",
     "The locations have changed since; draft a version that fits them."                },
    {Reason::rules_not_published,         Kind::failed_precondition, false, "RULES_NOT_PUBLISHED",
     "Publish a version of the routing rules first: nothing is routed without."         },
    {Reason::gateway_refused,             Kind::failed_precondition, false, "GATEWAY_REFUSED",
     "The carrier or mail server says no for good; correct what was sent."              },
    {Reason::clock_backwards,             Kind::failed_precondition, false, "CLOCK_BACKWARDS",
     "The test clock only moves forward."                                               },
    {Reason::store_elsewhere,             Kind::failed_precondition, false, "STORE_ELSEWHERE",
     "This server only knows a copy; ask the one that it follows, which is named here." },
    {Reason::wrong_item,                  Kind::failed_precondition, false, "WRONG_ITEM",
     "It is not on the list, or more than is still wanted: put it back, scan again."    },
    {Reason::proof_required,              Kind::failed_precondition, false, "PROOF_REQUIRED",
     "Check the ID or the age of who collects, then say so in the request."             },
    {Reason::link_expired,                Kind::failed_precondition, false, "LINK_EXPIRED",
     "The time to choose is over; ask the shop."                                        },
    {Reason::choice_taken,                Kind::failed_precondition, false, "CHOICE_TAKEN",
     "The link was used, or the choices have changed: look at the present ones."        },
    {Reason::cancel_refused,              Kind::failed_precondition, false, "CANCEL_REFUSED",
     "Too far on to be canceled: a return is the way back."                             },
    {Reason::payment_above_limit,         Kind::failed_precondition, false, "PAYMENT_ABOVE_LIMIT",
     "Ask for no more than the amount that is told to be available."                    },
    {Reason::version_mismatch,            Kind::aborted,             false, "VERSION_MISMATCH",
     "Somebody changed it since you looked; read it again, then decide."                },
    {Reason::stock_contention,            Kind::aborted,             true,  "STOCK_CONTENTION",
     "Many buyers want the same units; try again at once."                              },
    {Reason::lease_held,                  Kind::aborted,             true,  "LEASE_HELD",
     "Another associate has it; take another, or try again after the time given."       },
    {Reason::edit_stale,                  Kind::aborted,             false, "EDIT_STALE",
     "What was shown has changed since; preview the edit again, then confirm it."       },
    {Reason::overloaded,                  Kind::resource_exhausted,  true,  "OVERLOADED",
     "The server is busy; try again after the delay given."                             },
    {Reason::disk_full,                   Kind::resource_exhausted,  true,  "DISK_FULL",
     "The server's disk is full; free space, then try again."                           },
    {Reason::slow_subscriber,             Kind::resource_exhausted,  true,  "SLOW_SUBSCRIBER",
     "Read faster, and resume from the last cursor."                                    },
    {Reason::message_too_large,           Kind::resource_exhausted,  false, "MESSAGE_TOO_LARGE",
     "Send less in one message: 4 MiB for orders, 1 MiB otherwise."                     },
    {Reason::principal_missing,           Kind::unauthenticated,     false, "PRINCIPAL_MISSING",
     "Set the oms-principal metadata (oms: --principal, or a profile)."                 },
    {Reason::not_permitted,               Kind::permission_denied,   false, "NOT_PERMITTED",
     "Your roles, channels or locations do not allow this."                             },
    {Reason::pickup_code_wrong,           Kind::permission_denied,   false, "PICKUP_CODE_WRONG",
     "Check the code and enter it again."                                               },
    {Reason::pickup_locked,               Kind::permission_denied,   false, "PICKUP_LOCKED",
     "Too many wrong codes; check an ID instead of a code."                             },
    {Reason::link_invalid,                Kind::permission_denied,   false, "LINK_INVALID",
     "This link does not work; take the newest one, or ask the shop."                   },
    {Reason::deadline_passed,             Kind::deadline_exceeded,   true,  "DEADLINE_PASSED",
     "Send it again with the same request id; it is safe."                              },
    {Reason::shutting_down,               Kind::unavailable,         true,  "SHUTTING_DOWN",
     "The server is stopping; send it again with the same request id."                  },
    {Reason::store_unavailable,           Kind::unavailable,         true,  "STORE_UNAVAILABLE",
     "The store cannot be written now; send it again with the same request id."         },
    {Reason::routing_unavailable,         Kind::unavailable,         true,  "ROUTING_UNAVAILABLE",
     "Routing cannot decide now; nothing is said of stock. Send it again."              },
    {Reason::gateway_unavailable,         Kind::unavailable,         true,  "GATEWAY_UNAVAILABLE",
     "The carrier or mail server did not take it now; send it again, it is safe."       },
    {Reason::method_unknown,              Kind::unimplemented,       false, "METHOD_UNKNOWN",
     "This server does not serve that method."                                          },
    {Reason::compression_refused,         Kind::unimplemented,       false, "COMPRESSION_REFUSED",
     "Send messages uncompressed."                                                      },
    {Reason::corrupt_row,                 Kind::internal,            false, "CORRUPT_ROW",
     "The store holds a row that cannot be read; run omsd verify and tell the operator."},
    {Reason::internal_fault,              Kind::internal,            false, "INTERNAL",
     "A fault of the server; tell the operator the request id."                         },
});

namespace detail {
constexpr bool reason_table_is_indexed() {
    if (reason_table.size() != static_cast<std::size_t>(Reason::count_)) return false;
    for (std::size_t index = 0; index < reason_table.size(); ++index) {
        if (reason_table[index].reason != static_cast<Reason>(index)) return false;
    }
    return true;
}
static_assert(reason_table_is_indexed());
}  // namespace detail

constexpr const ReasonInfo& info(Reason reason) {
    return reason_table[static_cast<std::size_t>(reason)];
}

// One field that could not be accepted: its path, such as lines[2].quantity, and what is wrong.
struct FieldViolation {
    std::string field;
    std::string description;
    friend bool operator==(const FieldViolation&, const FieldViolation&) = default;
};

// One precondition that did not hold, such as {STOCK, "TEE", "wanted 3, available 1"}.
struct PreconditionViolation {
    std::string type;
    std::string subject;
    std::string description;
    friend bool operator==(const PreconditionViolation&, const PreconditionViolation&) = default;
};

// A failure on its way to the caller. Carries nothing personal.
struct Error {
    Reason reason;
    // For developers and logs, in English; nobody parses it.
    std::string detail;
    std::vector<FieldViolation> fields;
    std::vector<PreconditionViolation> preconditions;
    // Facts for programs, such as {"order_id", "ord_..."}.
    std::vector<std::pair<std::string, std::string>> metadata;
    // A refusal whose changes are kept, such as a wrong code that was counted.
    bool keeps_changes = false;

    friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace oms
