#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <oms/admin/v1/admin_service.pb.h>

#include "domain/queries.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace oms::admin {

// What the server is and how it fares.
struct ServerStatus {
    std::string version;
    int schema_version = 0;
    Timestamp start_time;
    Timestamp now;
    std::int64_t last_position = 0;
    std::int64_t queued_commands = 0;
    std::int64_t committed_batches = 0;
    std::int64_t committed_commands = 0;
    std::int64_t stock_rows = 0;
    std::vector<std::string> services;
};

// The name of the backup: a file name without any folder. Fails with Reason::malformed_request.
Result<std::string> backup_name(const v1::BackupStoreRequest& request);

std::string status_reply(const ServerStatus& status);
std::string verify_reply(const VerifyReport& report);
std::string backup_reply(const std::string& name, const BackupReport& report);

// Which timers: those after one, or from the first.
struct TimerQuery {
    std::optional<Timer> after;
    std::int64_t limit = 50;
};
Result<TimerQuery> timer_query(const v1::ListTimersRequest& request);
std::string timers_reply(const TimerPage& page);

}  // namespace oms::admin
