// Bulk work beside the rest: one command of low priority in each batch, never none, never two.
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "storage/batch_executor.hpp"
#include "tests/storage/fake_engine.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// Notes in which transaction, and in which order, it ran.
class NoteRun final : public Command {
public:
    struct Note {
        std::string name;
        int transaction;
        friend bool operator==(const Note&, const Note&) = default;
    };
    NoteRun(Header header, std::string name, FakeEngine& engine, std::vector<Note>& notes)
        : Command(std::move(header)), name_(std::move(name)), engine_(engine), notes_(notes) {}
    void name_keys(KeySet&) const override {}
    Result<std::string> run(UnitOfWork&) override {
        notes_.push_back({name_, engine_.transactions});
        if (name_ == "contended") return fail(Reason::stock_contention);
        return name_;
    }

private:
    std::string name_;
    FakeEngine& engine_;
    std::vector<Note>& notes_;
};

struct Harness {
    explicit Harness(storage::ExecutorOptions options) : executor(engine, view, clock, options) {
        REQUIRE(executor.open().has_value());
    }
    void add(const std::string& name, Priority priority) {
        Command::Header header;
        header.actor = admin();
        header.method = "note";
        header.request_id = name;
        header.priority = priority;
        executor.submit(std::make_unique<NoteRun>(std::move(header), name, engine, notes),
                        [this, name](Result<std::string> answer) {
                            if (!answer) refusals.push_back({name, answer.error().reason});
                        });
    }
    FakeEngine engine;
    storage::SharedStockView view;
    ManualClock clock;
    storage::BatchExecutor executor;
    std::vector<NoteRun::Note> notes;
    std::vector<std::pair<std::string, Reason>> refusals;
};

using Notes = std::vector<NoteRun::Note>;

}  // namespace

SCENARIO("of low priority one runs in each batch, after the others") {
    Harness h({.batch_limit = 2});
    for (const char* name : {"low 1", "low 2", "low 3"})
        h.add(name, Priority::low);
    for (const char* name : {"a", "b", "c"})
        h.add(name, Priority::normal);
    CHECK(h.executor.queued() == 6);
    CHECK(h.executor.step());
    CHECK(h.notes == Notes{
                         {"a",     1},
                         {"b",     1},
                         {"low 1", 1}
    });
    CHECK(h.executor.step());
    CHECK(h.executor.step());
    CHECK_FALSE(h.executor.step());
    CHECK(h.notes == Notes{
                         {"a",     1},
                         {"b",     1},
                         {"low 1", 1},
                         {"c",     2},
                         {"low 2", 2},
                         {"low 3", 3}
    });
}

SCENARIO("its queue is bounded, and full it takes no room from the others") {
    Harness h({.queue_limit = 1, .low_queue_limit = 1});
    h.add("low 1", Priority::low);
    h.add("low 2", Priority::low);
    h.add("a", Priority::normal);
    h.add("b", Priority::normal);
    CHECK(h.refusals == std::vector<std::pair<std::string, Reason>>{
                            {"low 2", Reason::overloaded},
                            {"b",     Reason::overloaded}
    });
    h.executor.stop();
    CHECK(h.refusals.size() == 4);
    CHECK(h.refusals.back() == std::pair<std::string, Reason>{"low 1", Reason::shutting_down});
}

SCENARIO("contention does not lift it above its rank") {
    Harness h({.batch_limit = 1, .replans = 1});
    h.add("contended", Priority::low);
    h.add("low 2", Priority::low);
    h.add("a", Priority::normal);
    h.add("b", Priority::normal);
    while (h.executor.step()) {
    }
    CHECK(h.notes == Notes{
                         {"a",         1},
                         {"contended", 1},
                         {"b",         2},
                         {"contended", 2},
                         {"low 2",     3}
    });
}

SCENARIO("the thread wakes for it though nothing else waits") {
    Harness h({});
    std::promise<void> done;
    h.executor.start();
    Command::Header header;
    header.actor = admin();
    header.priority = Priority::low;
    h.executor.submit(std::make_unique<NoteRun>(std::move(header), "low", h.engine, h.notes),
                      [&](const Result<std::string>&) { done.set_value(); });
    done.get_future().wait();
    h.executor.stop();
    CHECK(h.notes.size() == 1);
}
