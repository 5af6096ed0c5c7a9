#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace oms {

// One thread that runs timers and brief pieces of work, one at a time.
class Background {
public:
    // `on_fault` is told what a piece of work threw; the thread goes on.
    explicit Background(std::function<void(std::string_view)> on_fault);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    // Any thread; also after stop(), when the work is dropped. Shared, so that what is still under
    // way elsewhere may post to it.
    const std::shared_ptr<boost::asio::io_context>& context() const noexcept { return context_; }
    // Finishes the piece of work under way and drops the rest. Not from the thread itself.
    // Idempotent.
    void stop();

private:
    std::shared_ptr<boost::asio::io_context> context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    std::thread thread_;
};

}  // namespace oms
