#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "services/common/stream.hpp"
#include "services/events/watching.hpp"

namespace oms::events {

// A subscriber's side of a stream of ours.
class StreamSink final : public EventSink {
public:
    explicit StreamSink(rpc::Stream stream) : stream_(std::move(stream)) {}
    const Actor& actor() const override { return stream_.actor(); }
    bool write(const std::string& bytes, std::function<void(bool)> written) override {
        return stream_.write(bytes, std::move(written));
    }
    void fail(const Error& error) override { stream_.fail(error); }

private:
    rpc::Stream stream_;
};

// Lets `stream` join by `join(sink)`, and leave when its caller has gone.
template <class Join>
void serve(const rpc::Stream& stream, const std::shared_ptr<Watching>& watching, Join join) {
    std::weak_ptr<Watching::Subscriber> subscriber = join(std::make_shared<StreamSink>(stream));
    stream.on_done([weak = std::weak_ptr<Watching>(watching), subscriber = std::move(subscriber)] {
        if (const auto present = weak.lock()) present->leave(subscriber);
    });
}

}  // namespace oms::events
