#include "services/common/import_rows.hpp"

#include <fmt/format.h>

namespace oms {

Error import_refused(const std::vector<RowProblem>& problems) {
    Error error{Reason::malformed_request, {}, {}, {}, {}, false};
    for (const RowProblem& problem : problems) {
        const char* dot = problem.field.empty() ? "" : ".";
        error.fields.push_back(
            {fmt::format("rows[{}]{}{}", problem.row, dot, problem.field), problem.description});
    }
    error.detail = fmt::format("{}: {} ({} problems in all)", error.fields.front().field,
                               error.fields.front().description, problems.size());
    return error;
}

Result<std::string> end_import(const ImportOutcome& outcome, bool validate_only,
                               const EncodeImport& encode) {
    if (!outcome.problems.empty() && !validate_only) return fail(import_refused(outcome.problems));
    return encode(outcome);
}

}  // namespace oms
