#include "services/common/dependency_logs.hpp"

#include <mutex>

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

namespace oms::rpc {
namespace {

thread_local std::string complaint;

std::mutex log_mutex;
std::weak_ptr<Log> log_of_process;

void on_protobuf(google::protobuf::LogLevel /*level*/, const char* /*file*/, int /*line*/,
                 const std::string& text) {
    complaint = text;
}

void on_grpc(gpr_log_func_args* args) {
    std::shared_ptr<Log> log;
    {
        const std::lock_guard lock(log_mutex);
        log = log_of_process.lock();
    }
    if (!log) return;
    LogLevel level = LogLevel::debug;
    if (args->severity == GPR_LOG_SEVERITY_INFO) level = LogLevel::info;
    if (args->severity == GPR_LOG_SEVERITY_ERROR) level = LogLevel::error;
    log->write(level, args->message,
               {
                   {"from", "grpc"}
    });
}

}  // namespace

void capture_dependency_logs(const std::shared_ptr<Log>& log) {
    {
        const std::lock_guard lock(log_mutex);
        log_of_process = log;
    }
    google::protobuf::SetLogHandler(on_protobuf);
    gpr_set_log_function(on_grpc);
}

void clear_protobuf_complaint() noexcept {
    complaint.clear();
}

const std::string& protobuf_complaint() noexcept {
    return complaint;
}

}  // namespace oms::rpc
