#include "services/common/background.hpp"

#include <exception>
#include <utility>

namespace oms {

Background::Background(std::function<void(std::string_view)> on_fault)
    : context_(std::make_shared<boost::asio::io_context>(1)),
      guard_(boost::asio::make_work_guard(*context_)) {
    thread_ = std::thread([context = context_, on_fault = std::move(on_fault)] {
        while (!context->stopped()) {
            try {
                context->run();
            } catch (const std::exception& fault) {
                on_fault(fault.what());
            }
        }
    });
}

Background::~Background() {
    stop();
}

void Background::stop() {
    context_->stop();
    if (thread_.joinable()) thread_.join();
}

}  // namespace oms
