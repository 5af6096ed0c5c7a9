#pragma once

#include <string>
#include <vector>

#include "oms/catalog/v1/catalog_service.grpc.pb.h"
#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "tools/oms/import_table.hpp"

// What can be imported: the columns of its file, how a row becomes a message, and its key, which
// is empty when it was refused.
namespace oms::cli {

struct ItemImport {
    using Request = oms::catalog::v1::ImportItemsRequest;
    using Row = oms::catalog::v1::Item;
    static constexpr auto method = &oms::catalog::v1::CatalogService::Stub::ImportItems;
    static constexpr const char* name = "items";
    static constexpr bool notes_unchanged = false;
    static constexpr bool takes_away = false;
    static constexpr const char* key_column = "sku";
    static std::string key(const Row& row) { return row.sku(); }
    static std::vector<ImportColumn> columns();
    static Row read(RowReader& reader);
    // What the file as a whole says.
    static void complete(const ImportTable& table, Request& request) {
        request.set_keep_tags(!table.has("tags"));
    }
    // The column of a field that the server refused.
    static std::string column_of(const Row& row, const std::string& field);
};

struct LocationImport {
    using Request = oms::catalog::v1::ImportLocationsRequest;
    using Row = oms::catalog::v1::Location;
    static constexpr auto method = &oms::catalog::v1::CatalogService::Stub::ImportLocations;
    static constexpr const char* name = "locations";
    static constexpr bool notes_unchanged = false;
    static constexpr bool takes_away = false;
    static constexpr const char* key_column = "location_id";
    static std::string key(const Row& row) { return row.location_id(); }
    static std::vector<ImportColumn> columns();
    static Row read(RowReader& reader);
    static std::string column_of(const Row& row, const std::string& field);
};

struct ChannelImport {
    using Request = oms::catalog::v1::ImportChannelsRequest;
    using Row = oms::catalog::v1::Channel;
    static constexpr auto method = &oms::catalog::v1::CatalogService::Stub::ImportChannels;
    static constexpr const char* name = "channels";
    static constexpr bool notes_unchanged = false;
    static constexpr bool takes_away = false;
    static constexpr const char* key_column = "channel_id";
    static std::string key(const Row& row) { return row.channel_id(); }
    static std::vector<ImportColumn> columns();
    static Row read(RowReader& reader);
    static std::string column_of(const Row& row, const std::string& field);
};

struct StockImport {
    using Request = oms::inventory::v1::ImportStockRequest;
    using Row = oms::inventory::v1::ImportStockRequest::Row;
    static constexpr auto method = &oms::inventory::v1::InventoryService::Stub::ImportStock;
    static constexpr const char* name = "stock rows";
    static constexpr bool notes_unchanged = true;
    static constexpr bool takes_away = true;
    static constexpr const char* key_column = "sku";
    static std::string key(const Row& row);
    static std::vector<ImportColumn> columns();
    static Row read(RowReader& reader);
    static std::string column_of(const Row& row, const std::string& field);
};

// "sku, title, gtin, [tags]": what a file must have as headings, and what it may lack.
template <class Kind>
std::string column_names() {
    std::string names;
    for (const ImportColumn& column : Kind::columns())
        names +=
            (names.empty() ? "" : ", ") + (column.may_lack ? "[" + column.name + "]" : column.name);
    return names;
}

}  // namespace oms::cli
