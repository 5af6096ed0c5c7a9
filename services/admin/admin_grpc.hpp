#pragma once

#include <functional>
#include <string>

#include <oms/admin/v1/admin_service.pb.h>

#include "domain/queries.hpp"
#include "services/admin/admin_wire.hpp"
#include "services/common/server.hpp"

namespace oms::admin {

// oms.admin.v1.AdminService. All it is given must outlive it, and it the server.
class AdminGrpc {
public:
    // `status` may be called from any thread and must not wait. Backups go into `backup_dir`, which
    // is made when it is first needed.
    AdminGrpc(ReadPool& reads, std::function<ServerStatus()> status, std::string backup_dir)
        : reads_(reads), status_(std::move(status)), backup_dir_(std::move(backup_dir)) {}
    void add_to(rpc::Server& server);

private:
    Result<void> verify_store(const rpc::Call& call);
    Result<void> list_timers(const rpc::Call& call, const v1::ListTimersRequest& request);
    Result<void> back_up_store(const rpc::Call& call, const v1::BackupStoreRequest& request);

    ReadPool& reads_;
    std::function<ServerStatus()> status_;
    std::string backup_dir_;
};

}  // namespace oms::admin
