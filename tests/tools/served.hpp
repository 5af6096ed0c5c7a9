#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "oms/common/v1/common.pb.h"
#include "tests/tools/terminal.hpp"
#include "tools/oms/text.hpp"

namespace oms::cli::testing {

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

inline void set_euros(common::v1::Money& money, std::int64_t minor_units) {
    money.set_currency_code("EUR");
    money.set_minor_units(minor_units);
}

// One service, whose methods a test overrides, on a free loopback port, and a terminal that speaks
// to it.
template <class Service>
class Served : public Service {
public:
    Served() {
        grpc::ServerBuilder builder;
        int port = 0;
        builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
        builder.RegisterService(this);
        server_ = builder.BuildAndStart();
        terminal.variables["OMS_SERVER"] = "127.0.0.1:" + std::to_string(port);
    }
    ~Served() override { server_->Shutdown(); }

    // A command line without "oms", its words between single spaces.
    ExitCode run(const std::string& command) { return terminal.run(split_text(command, ' ')); }

    Terminal terminal;

private:
    std::unique_ptr<grpc::Server> server_;
};

}  // namespace oms::cli::testing
