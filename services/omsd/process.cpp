#include "services/omsd/process.hpp"

#include <cerrno>
#include <csignal>
#include <system_error>

#include <malloc.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

namespace oms::server {
namespace {

constexpr mode_t owner_only = 077;
constexpr int memory_arenas = 4;

}  // namespace

void prepare_process() {
    umask(owner_only);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    rlimit descriptors{};
    if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
        descriptors.rlim_cur = descriptors.rlim_max;
        setrlimit(RLIMIT_NOFILE, &descriptors);
    }
    mallopt(M_ARENA_MAX, memory_arenas);
    std::signal(SIGPIPE, SIG_IGN);
}

StopSignals::StopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signals_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_.valid()) throw std::system_error(errno, std::generic_category(), "signalfd");
}

bool StopSignals::wait(std::chrono::milliseconds longest) {
    pollfd waited{signals_.get(), POLLIN, 0};
    return poll(&waited, 1, static_cast<int>(longest.count())) == 1;
}

}  // namespace oms::server
