#include "tools/oms/order_input.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tools/oms/commands.hpp"
#include "tools/oms/text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;

// Adds up what the customer is to pay; exact, in one currency.
class Total {
public:
    explicit Total(Currency currency, bool tax_included)
        : sum_(Money::zero(currency)), tax_included_(tax_included) {}
    Outcome<void> add(Money amount) { return set(sum_.plus(amount)); }
    Outcome<void> subtract(Money amount) { return set(sum_.minus(amount)); }
    Outcome<void> add_tax(Money amount) { return tax_included_ ? Outcome<void>{} : add(amount); }
    Money sum() const { return sum_; }

private:
    Outcome<void> set(const Result<Money>& next) {
        if (!next) return usage_error("the total", next.error());
        sum_ = *next;
        return {};
    }
    Money sum_;
    bool tax_included_;
};

struct Context {
    const OrderOptions& options;
    Currency currency;
    Total total;
};

// One location, or several of which any will do.
void set_pickup(const std::vector<std::string>& locations, orders::OrderLineInput& line) {
    orders::PickupRequest& pickup = *line.mutable_pickup();
    if (locations.size() == 1) {
        pickup.set_location_id(locations.front());
    } else {
        pickup.mutable_any_of_location_ids()->Add(locations.begin(), locations.end());
    }
}

Outcome<void> apply_extra(const std::string& text, const std::string& what, Context& context,
                          orders::OrderLineInput& line) {
    OMS_TRY(const auto extra, parse_pair(text, '=', what, "KEY=VALUE"));
    const auto& [key, value] = extra;
    if (key == "pickup") {
        set_pickup(split_text(value, ','), line);
    } else if (key == "carry-out") {
        line.mutable_pickup()->set_location_id(value);
        line.mutable_pickup()->set_carry_out(true);
    } else if (key == "tax") {
        OMS_TRY(const Money tax, parse_money(value, context.currency, what));
        OMS_CHECK(context.total.add_tax(tax));
        *line.mutable_tax() = to_wire(tax);
    } else if (key == "tax-code") {
        line.set_tax_code(value);
    } else if (key == "discount") {
        OMS_TRY(const auto parts, parse_pair(value, '/', what, "discount=PROMOTION/AMOUNT"));
        OMS_TRY(const Money amount, parse_money(parts.second, context.currency, what));
        OMS_CHECK(context.total.subtract(amount));
        orders::Discount& discount = *line.add_discounts();
        discount.set_promotion_id(parts.first);
        discount.set_scope(orders::DISCOUNT_SCOPE_LINE);
        *discount.mutable_amount() = to_wire(amount);
    } else {
        return usage_error(fmt::format(
            "{}: '{}' is none of pickup, carry-out, tax, tax-code, discount", what, key));
    }
    return {};
}

Outcome<orders::OrderLineInput> parse_line(const std::string& text, Context& context) {
    const std::string what = "--line " + text;
    const auto parts = split_text(text, ':');
    if (parts.size() < 3)
        return usage_error(what + ": it is SKU:QUANTITY:UNIT_PRICE[:KEY=VALUE]...");
    orders::OrderLineInput line;
    line.set_sku(parts[0]);
    OMS_TRY(const std::int64_t quantity, parse_integer(parts[1], what));
    OMS_TRY(const Money unit_price, parse_money(parts[2], context.currency, what));
    const auto goods = unit_price.times(quantity);
    if (!goods) return usage_error(what, goods.error());
    OMS_CHECK(context.total.add(*goods));
    line.set_quantity(quantity);
    *line.mutable_unit_price() = to_wire(unit_price);
    for (std::size_t index = 3; index < parts.size(); ++index) {
        OMS_CHECK(apply_extra(parts[index], what, context, line));
    }
    if (!line.has_pickup() && !context.options.pickup.empty()) {
        set_pickup(context.options.pickup, line);
    }
    if (!line.has_pickup())
        line.mutable_delivery()->set_service_level(context.options.service_level);
    if (!context.options.promised_by.empty()) {
        OMS_TRY(*line.mutable_promised_by(),
                parse_time(context.options.promised_by, "--promised-by"));
    }
    return line;
}

Outcome<orders::Charge> parse_charge(const std::string& text, Context& context) {
    const std::string what = "--charge " + text;
    const auto parts = split_text(text, ':');
    const bool has_tax = parts.size() == 3 && parts[2].starts_with("tax=");
    if (parts.size() != 2 && !has_tax)
        return usage_error(what + ": it is TYPE:AMOUNT[:tax=AMOUNT]");
    orders::Charge charge;
    OMS_TRY(const auto type, parse_enum<orders::ChargeType>(parts[0], what));
    OMS_TRY(const Money amount, parse_money(parts[1], context.currency, what));
    OMS_CHECK(context.total.add(amount));
    charge.set_type(type);
    *charge.mutable_amount() = to_wire(amount);
    if (has_tax) {
        OMS_TRY(const Money tax,
                parse_money(split_text(parts[2], '=', 2)[1], context.currency, what));
        OMS_CHECK(context.total.add_tax(tax));
        *charge.mutable_tax() = to_wire(tax);
    }
    return charge;
}

Outcome<orders::Discount> parse_discount(const std::string& text, Context& context) {
    const std::string what = "--discount " + text;
    const auto parts = split_text(text, ':');
    if (parts.size() < 2 || parts.size() > 3)
        return usage_error(what + ": it is PROMOTION:AMOUNT[:ON_RETURN]");
    orders::Discount discount;
    OMS_TRY(const Money amount, parse_money(parts[1], context.currency, what));
    OMS_CHECK(context.total.subtract(amount));
    discount.set_promotion_id(parts[0]);
    discount.set_scope(orders::DISCOUNT_SCOPE_ORDER);
    *discount.mutable_amount() = to_wire(amount);
    if (parts.size() == 3) {
        OMS_TRY(const auto on_return, parse_enum<orders::OnReturn>(parts[2], what));
        discount.set_on_return(on_return);
    }
    return discount;
}

Outcome<orders::Tender> parse_tender(const std::string& text, const Context& context) {
    const std::string what = "--tender " + text;
    const auto parts = split_text(text, ':', 3);
    if (parts.size() < 2) return usage_error(what + ": it is TYPE:AMOUNT[:REFERENCE]");
    orders::Tender tender;
    OMS_TRY(const Money amount, parse_money(parts[1], context.currency, what));
    tender.set_type(parts[0]);
    *tender.mutable_amount() = to_wire(amount);
    if (parts.size() == 3) tender.set_reference(parts[2]);
    return tender;
}

Outcome<void> fill_customer(const OrderOptions& options, orders::PlaceOrderRequest& request) {
    request.set_customer_reference(options.customer);
    if (!options.name.empty() || !options.email.empty() || !options.phone.empty()) {
        request.mutable_contact()->set_name(options.name);
        request.mutable_contact()->set_email(options.email);
        request.mutable_contact()->set_phone(options.phone);
    }
    const bool delivered =
        std::any_of(request.lines().begin(), request.lines().end(),
                    [](const orders::OrderLineInput& line) { return line.has_delivery(); });
    if (!delivered && !options.address.given()) return {};
    OMS_TRY(*request.mutable_ship_to(), options.address.build());
    if (request.ship_to().recipient().empty())
        request.mutable_ship_to()->set_recipient(options.name);
    return {};
}

Outcome<void> fill_money(Context& context, orders::PlaceOrderRequest& request) {
    const OrderOptions& options = context.options;
    for (const std::string& text : options.charges) {
        OMS_TRY(*request.add_charges(), parse_charge(text, context));
    }
    for (const std::string& text : options.discounts) {
        OMS_TRY(*request.add_discounts(), parse_discount(text, context));
    }
    for (const std::string& text : options.tenders) {
        OMS_TRY(*request.add_tenders(), parse_tender(text, context));
    }
    request.set_tax_included(options.tax_included);
    *request.mutable_expected_total() = to_wire(context.total.sum());
    if (!options.total.empty()) {
        OMS_TRY(const Money total, parse_money(options.total, context.currency, "--total"));
        *request.mutable_expected_total() = to_wire(total);
    }
    return {};
}

}  // namespace

Outcome<orders::PlaceOrderRequest> build_order(const OrderOptions& options) {
    if (options.channel.empty() || options.external_id.empty() || options.lines.empty()) {
        return usage_error(
            "--channel, --external-id and at least one --line are needed, or --file");
    }
    OMS_TRY(const Currency currency, parse_currency(options.currency));
    Context context{options, currency, Total(currency, options.tax_included)};
    orders::PlaceOrderRequest request;
    request.set_channel_id(options.channel);
    request.set_external_id(options.external_id);
    request.set_cart_id(options.cart);
    for (const std::string& text : options.lines) {
        OMS_TRY(*request.add_lines(), parse_line(text, context));
    }
    OMS_CHECK(fill_money(context, request));
    OMS_CHECK(fill_customer(options, request));
    if (!options.on_shortage.empty()) {
        OMS_TRY(const auto on_shortage,
                parse_enum<orders::OnShortage>(options.on_shortage, "--on-shortage"));
        request.set_on_shortage(on_shortage);
    }
    request.set_gift(options.gift || !options.gift_message.empty());
    request.set_gift_message(options.gift_message);
    request.set_keep_together(options.keep_together);
    request.set_identity_required(options.identity_required);
    request.set_note(options.note);
    return request;
}

void add_order_options(CLI::App& verb, OrderOptions& options, CLI::Option* file) {
    std::vector<CLI::Option*> all{
        verb.add_option("--channel", options.channel, "Where the demand comes from"),
        verb.add_option("--external-id", options.external_id, "The caller's order number"),
        add_repeated(verb, "--line", options.lines,
                     "SKU:QUANTITY:UNIT_PRICE, then any of :pickup=LOCATION[,LOCATION]... "
                     ":carry-out=LOCATION :tax=AMOUNT :tax-code=CODE :discount=PROMOTION/AMOUNT; "
                     "may be repeated"),
        verb.add_option("--cart", options.cart, "The cart whose hold the order takes over"),
        verb.add_option("--customer", options.customer, "The caller's customer id"),
        verb.add_option("--name", options.name, "The customer's name"),
        verb.add_option("--email", options.email, "The customer's e-mail address"),
        verb.add_option("--phone", options.phone, "The customer's phone, such as +33123456789"),
        verb.add_option("--recipient", options.address.recipient,
                        "Who receives (default: the name)"),
        verb.add_option("--service-level", options.service_level,
                        "For delivered lines (default standard)"),
        add_repeated(verb, "--pickup", options.pickup,
                     "Where lines are collected, unless they say other; repeated: at any one of "
                     "these"),
        verb.add_option("--promised-by", options.promised_by,
                        "What the customer was told, RFC 3339"),
        add_repeated(verb, "--charge", options.charges,
                     "TYPE:AMOUNT[:tax=AMOUNT] with type " + enum_choices<orders::ChargeType>() +
                         "; may be repeated"),
        add_repeated(
            verb, "--discount", options.discounts,
            "PROMOTION:AMOUNT[:" + enum_choices<orders::OnReturn>() + "]; may be repeated"),
        add_repeated(verb, "--tender", options.tenders,
                     "TYPE:AMOUNT[:REFERENCE]; may be repeated; never card data"),
        verb.add_option("--total", options.total,
                        "What the customer agreed to pay (default: worked out)"),
        verb.add_option("--currency", options.currency, "ISO 4217 (default EUR)"),
        verb.add_flag("--tax-included", options.tax_included,
                      "Taxes are part of prices and charges"),
        verb.add_option("--on-shortage", options.on_shortage, enum_choices<orders::OnShortage>()),
        verb.add_flag("--gift", options.gift, "It is a gift"),
        verb.add_option("--gift-message", options.gift_message, "What to write to the receiver"),
        verb.add_flag("--keep-together", options.keep_together,
                      "Nothing leaves alone without the customer's consent"),
        verb.add_flag("--identity-required", options.identity_required,
                      "Whoever collects any of it shows an identity"),
        verb.add_option("--note", options.note, "A note to keep with the order"),
    };
    const auto address = add_address_options(verb, options.address);
    all.insert(all.end(), address.begin(), address.end());
    file_instead_of(verb, file, std::move(all));
}

}  // namespace oms::cli
