// What is printed for a task: label, slip.
#include <fstream>

#include <fmt/format.h>

#include "tools/oms/task_call.hpp"
#include "tools/oms/task_verbs.hpp"

namespace oms::cli {
namespace {

namespace fulfillment = oms::fulfillment::v1;
using fulfillment::FulfillmentService;

struct PrintPaper {
    std::string task, parcel, file;
};

// Writes the paper where the user wants it, and says so.
template <class Request, class Method>
Outcome<ExitCode> print_paper(Session& session, const PrintPaper& options, Method method,
                              const char* name) {
    Request request;
    request.set_fulfillment_order_id(options.task);
    request.set_parcel_id(options.parcel);
    OMS_TRY(const auto response, session.call(method, request));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    const std::string& about = options.parcel.empty() ? options.task : options.parcel;
    const std::string file =
        options.file.empty() ? fmt::format("{}-{}.pdf", name, about) : options.file;
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << response.pdf();
    out.close();
    if (!out) return usage_error("--out: " + file + " cannot be written");
    Page page = session.page();
    page.line(fmt::format("{}: {} bytes of PDF", file, response.pdf().size()));
    return ExitCode::ok;
}

Outcome<ExitCode> run_label(Session& session, const PrintPaper& options) {
    return print_paper<fulfillment::GetParcelLabelRequest>(
        session, options, &FulfillmentService::Stub::GetParcelLabel, "label");
}

Outcome<ExitCode> run_slip(Session& session, const PrintPaper& options) {
    return print_paper<fulfillment::GetPackingSlipRequest>(
        session, options, &FulfillmentService::Stub::GetPackingSlip, "slip");
}

template <class Run>
void add_paper(CLI::App& noun, Commands& commands, const char* name, const char* description,
               const char* otherwise, Run run) {
    const auto [verb, options] = add_verb<PrintPaper>(noun, commands, name, description, run);
    verb->add_option("TASK", options->task, "Its id (ful_...)")->required();
    verb->add_option("--parcel", options->parcel,
                     fmt::format("The parcel's id (shp_...); default: {}", otherwise));
    verb->add_option("--out", options->file, "The file to write (default: named after the parcel)");
}

}  // namespace

void add_task_papers(CLI::App& noun, Commands& commands) {
    add_paper(noun, commands, "label", "Writes a parcel's label as PDF, booked with its carrier",
              "the only one", run_label);
    add_paper(noun, commands, "slip", "Writes the packing slip as PDF", "everything of the task",
              run_slip);
}

}  // namespace oms::cli
