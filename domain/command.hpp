#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "domain/actor.hpp"
#include "domain/result.hpp"
#include "domain/sourcing.hpp"
#include "domain/unit_of_work.hpp"

namespace oms {

// Keyed fingerprint of a request's body.
using BodyHash = std::array<std::uint8_t, 32>;

// Low: bulk work. At most one such command joins a batch, after the others.
enum class Priority : std::uint8_t { normal, low };

// One thing somebody wants changed. A small value; does no I/O and may run more than once, since a
// batch can be retried: everything random comes from `seed`, fixed at submission.
class Command {
public:
    struct Header {
        Actor actor;
        // The full name of the RPC, or of the timer: with the principal the scope of request_id.
        std::string method;
        // Empty for what the server starts itself: nothing is kept for a repeat.
        std::string request_id;
        BodyHash body_hash{};
        // After it the command is dropped, if it has not been begun. Real time.
        std::chrono::steady_clock::time_point deadline =
            std::chrono::steady_clock::time_point::max();
        std::uint64_t seed = 0;
        // Decide everything, change and keep nothing.
        bool validate_only = false;
        Priority priority = Priority::normal;
        // What its events name as their cause; empty: the request id, or the method without one.
        std::string cause;
    };

    explicit Command(Header header) : header_(std::move(header)) {}
    virtual ~Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    const Header& header() const { return header_; }

    // Chooses on the view, before keys are named. Called again, on a fresher view, after a
    // conflict. The view stays as it is, and may be looked at, until run() has returned.
    virtual void plan(const PlanningView&) {}
    // What plan() means to reserve, and the work it means to take: later commands of the batch plan
    // around it.
    virtual std::span<const PlannedUnits> planned() const { return {}; }
    virtual std::span<const OrderParcel> planned_parcels() const { return {}; }
    // How long plan() took, for the record.
    virtual void plan_took(Duration) {}
    // Names every row that run() may read.
    virtual void name_keys(KeySet& keys) const = 0;
    // Decides, changes the unit of work, and answers with encoded bytes. A refusal's changes are
    // taken back, unless it says keeps_changes. Reason::stock_contention: plan and run me again.
    virtual Result<std::string> run(UnitOfWork& unit) = 0;

private:
    Header header_;
};

// Called exactly once, after the commit, on a thread of the executor; must not block or throw.
using Completion = std::function<void(Result<std::string>)>;

// The port through which everything is written. Thread-safe. Besides the command's own refusals an
// answer may be: overloaded, deadline_passed, request_id_reused, stock_contention, disk_full,
// store_unavailable, shutting_down, internal_fault.
class Executor {
public:
    virtual ~Executor() = default;
    virtual void submit(std::unique_ptr<Command> command, Completion completion) = 0;
};

}  // namespace oms
