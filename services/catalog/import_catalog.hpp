#pragma once

#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "services/common/import_rows.hpp"

namespace oms::catalog {

// What rows say nothing of: an item that is there keeps it.
struct KeptFields {
    bool tags = false;
};

// Adds the rows that are not there yet and changes those that differ; an equal one is left alone,
// without an event. All or none: any row outside the actor's scope refuses the whole request, as do
// `problems` found before. T is Item, Location or Channel.
template <class T>
class ImportCatalog final : public Command {
public:
    ImportCatalog(Header header, std::vector<ImportRow<T>> rows, std::vector<RowProblem> problems,
                  EncodeImport encode, KeptFields kept = {})
        : Command(std::move(header)),
          rows_(std::move(rows)),
          problems_(std::move(problems)),
          encode_(std::move(encode)),
          kept_(kept) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    std::vector<ImportRow<T>> rows_;
    std::vector<RowProblem> problems_;
    EncodeImport encode_;
    KeptFields kept_;
};

using ImportItems = ImportCatalog<Item>;
using ImportLocations = ImportCatalog<Location>;
using ImportChannels = ImportCatalog<Channel>;
extern template class ImportCatalog<Item>;
extern template class ImportCatalog<Location>;
extern template class ImportCatalog<Channel>;

}  // namespace oms::catalog
