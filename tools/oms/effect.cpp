// The noun `effect`: notices, bookings and payments that gateways have to do.
#include "oms/admin/v1/admin_service.grpc.pb.h"
#include "tools/oms/listing.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace admin = oms::admin::v1;
using admin::AdminService;

struct ListEffects : ListOptions {
    std::string order;
    bool failed = false;
};
struct ChangeEffect {
    std::string id;
};

void print_effects(Page& page, const google::protobuf::RepeatedPtrField<admin::Effect>& effects) {
    Table table({
        {"operation", Align::left,  false},
        {"kind",      Align::left,  false},
        {"topic",     Align::left,  true },
        {"state",     Align::left,  false},
        {"attempts",  Align::right, false},
        {"due",       Align::left,  false},
        {"reason",    Align::left,  true }
    });
    for (const admin::Effect& effect : effects) {
        table.add({effect.operation_id(), effect.kind(), effect.topic(), enum_words(effect.state()),
                   std::to_string(effect.attempts()), time_text(effect.due_time()),
                   effect.last_reason()});
    }
    if (table.empty()) return page.line("No effects.");
    page.table(table);
}

Outcome<ExitCode> run_list(Session& session, const ListEffects& options) {
    admin::ListEffectsRequest request;
    if (!options.order.empty()) {
        OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.order));
    }
    if (options.failed) request.set_state(admin::EFFECT_STATE_FAILED);
    OMS_TRY(const auto response,
            list_pages(session, &AdminService::Stub::ListEffects, std::move(request),
                       &admin::ListEffectsResponse::mutable_effects, options));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    print_effects(page, response.effects());
    return ExitCode::ok;
}

template <auto method, class Request>
Outcome<ExitCode> run_change(Session& session, const ChangeEffect& options) {
    Request request;
    request.set_operation_id(options.id);
    OMS_TRY(const auto response, session.mutate(method, std::move(request)));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    google::protobuf::RepeatedPtrField<admin::Effect> one;
    *one.Add() = response.effect();
    print_effects(page, one);
    return ExitCode::ok;
}

}  // namespace

void add_effect(Commands& commands) {
    CLI::App& noun =
        add_noun(commands, "effect", "Notices, bookings and payments that gateways have to do");
    const auto [list, listed] = add_verb<ListEffects>(
        noun, commands, "list", "Lists what is due, the first due first", run_list);
    auto* const failed =
        list->add_flag("--failed", listed->failed, "What a person must look at, instead");
    list->add_option("--order", listed->order, "All of this order: its id, number or key")
        ->excludes(failed);
    add_list_options(*list, *listed);

    const auto [retry, retried] = add_verb<ChangeEffect>(
        noun, commands, "retry", "Has a failed one attempted again, under the same operation id",
        run_change<&AdminService::Stub::RetryEffect, admin::RetryEffectRequest>);
    retry->add_option("OPERATION", retried->id, "Its operation id")->required();
    const auto [cancel, canceled] = add_verb<ChangeEffect>(
        noun, commands, "cancel", "Gives up one that is not wanted any more",
        run_change<&AdminService::Stub::CancelEffect, admin::CancelEffectRequest>);
    cancel->add_option("OPERATION", canceled->id, "Its operation id")->required();
}

}  // namespace oms::cli
