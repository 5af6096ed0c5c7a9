#include "services/admin/admin_grpc.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "services/common/handlers.hpp"

namespace oms::admin {
namespace {

constexpr std::chrono::minutes longest_check{10};

}  // namespace

void AdminGrpc::add_to(rpc::Server& server) {
    server.add({"/oms.admin.v1.AdminService/GetStatus",
                wire::handler<v1::GetStatusRequest>(
                    [this](const rpc::Call& call, const auto&) -> Result<void> {
                        call.finish(status_reply(status_()));
                        return {};
                    })});
    server.add({"/oms.admin.v1.AdminService/VerifyStore",
                wire::handler<v1::VerifyStoreRequest>(
                    [this](const rpc::Call& call, const auto&) { return verify_store(call); }),
                longest_check});
    server.add(
        {"/oms.admin.v1.AdminService/BackupStore",
         wire::handler<v1::BackupStoreRequest>([this](const rpc::Call& call, const auto& request) {
             return back_up_store(call, request);
         }),
         longest_check});
    server.add(
        {"/oms.admin.v1.AdminService/ListTimers",
         wire::handler<v1::ListTimersRequest>([this](const rpc::Call& call, const auto& request) {
             return list_timers(call, request);
         })});
}

Result<void> AdminGrpc::verify_store(const rpc::Call& call) {
    reads_.submit_long(wire::answer_with(call, [](ReadSession& session) -> Result<std::string> {
        OMS_TRY(const VerifyReport report, session.verify());
        return verify_reply(report);
    }));
    return {};
}

Result<void> AdminGrpc::back_up_store(const rpc::Call& call,
                                      const v1::BackupStoreRequest& request) {
    OMS_TRY(std::string name, backup_name(request));
    reads_.submit_long(wire::answer_with(
        call,
        [folder = backup_dir_,
         name = std::move(name)](ReadSession& session) -> Result<std::string> {
            std::error_code error;
            std::filesystem::create_directories(folder,
                                                error);  // by the process's umask: mode 0700
            if (error)
                return fail(Reason::store_unavailable,
                            "the backup folder cannot be made: " + error.message());
            auto report = session.back_up(folder + "/" + name);
            if (!report && report.error().reason == Reason::backup_exists) {
                return fail(Reason::backup_exists,
                            "there is a backup named " + name);  // not its path
            }
            if (!report) return fail(std::move(report).error());
            return backup_reply(name, *report);
        }));
    return {};
}

Result<void> AdminGrpc::list_timers(const rpc::Call& call, const v1::ListTimersRequest& request) {
    OMS_TRY(TimerQuery query, timer_query(request));
    reads_.submit(wire::answer_with(
        call, [query = std::move(query)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const TimerPage page, session.timers(query.after, query.limit));
            return timers_reply(page);
        }));
    return {};
}

}  // namespace oms::admin
