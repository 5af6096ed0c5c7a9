#include "fulfillment/routing_inputs.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace oms::fulfillment {
namespace {

constexpr std::uint64_t format_version = 3;
constexpr std::uint64_t without_tags = 1;
constexpr std::int64_t day_offset = std::int64_t{1} << 20;

class Writer {
public:
    void number(std::uint64_t value) {
        std::array<char, 10> digits;  // of 7 bits
        std::size_t count = 0;
        while (value >= 0x80) {
            digits[count++] = static_cast<char>((value & 0x7F) | 0x80);
            value >>= 7;
        }
        digits[count++] = static_cast<char>(value);
        bytes_.append(digits.data(), count);
    }
    void number(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }
    void change(std::int64_t value) {
        const auto bits = static_cast<std::uint64_t>(value);
        number((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
    }
    void text(std::string_view value) {
        number(static_cast<std::uint64_t>(value.size() + 1));
        bytes_.append(value);
    }
    void end() { number(std::uint64_t{0}); }
    const std::string& bytes() const { return bytes_; }
    void clear() { bytes_.clear(); }

private:
    std::string bytes_;
};

// Reads what Writer has written; after something else everything is 0 and ok() is false.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (bytes_.empty()) return broken();
            const auto byte = static_cast<unsigned char>(bytes_.front());
            bytes_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0) return value;
        }
        return broken();
    }
    std::int64_t count() { return static_cast<std::int64_t>(number()); }
    std::int64_t change() {
        const std::uint64_t bits = number();
        return static_cast<std::int64_t>((bits >> 1) ^ ((bits & 1) != 0 ? ~std::uint64_t{0} : 0));
    }
    // Empty at the end of a list.
    std::optional<std::string> text() {
        const std::uint64_t size = number();
        if (size == 0) return std::nullopt;
        if (size - 1 > bytes_.size()) {
            broken();
            return std::nullopt;
        }
        std::string value(bytes_.substr(0, size - 1));
        bytes_.remove_prefix(size - 1);
        return value;
    }
    bool ok() const { return ok_; }
    bool at_end() const { return bytes_.empty(); }

private:
    std::uint64_t broken() {
        ok_ = false;
        bytes_ = {};
        return 0;
    }
    std::string_view bytes_;
    bool ok_ = true;
};

std::vector<Sku> skus_of(const Demand& demand) {
    std::vector<Sku> skus;
    for (const DemandLine& line : demand.lines)
        skus.push_back(line.sku);
    std::sort(skus.begin(), skus.end());
    skus.erase(std::unique(skus.begin(), skus.end()), skus.end());
    return skus;
}

// Neighbors in the network that have the same units free.
class Runs {
public:
    explicit Runs(Writer& writer) : writer_(writer) {}
    void cell(std::size_t location, std::int64_t free) {
        if (length_ > 0 && location == next_ && free == free_) {
            ++length_;
            ++next_;
            return;
        }
        end_run();
        skipped_ = location - next_;
        next_ = location + 1;
        length_ = 1;
        change_ = free - free_;
        free_ = free;
    }
    void end() {
        end_run();
        writer_.end();
    }

private:
    void end_run() {
        if (length_ == 0) return;
        writer_.number(static_cast<std::uint64_t>(2 * length_ + (skipped_ > 0 ? 1 : 0)));
        if (skipped_ > 0) writer_.number(static_cast<std::uint64_t>(skipped_));
        writer_.change(change_);
    }
    Writer& writer_;
    std::size_t length_ = 0;
    std::size_t skipped_ = 0;
    std::size_t next_ = 0;
    std::int64_t free_ = 0;
    std::int64_t change_ = 0;
};

void write_sku(Writer& writer, const Sku& sku, const PlanningView& view, const Network& network) {
    writer.text(sku.str());
    static const ItemFacts unknown;
    const ItemFacts* found = view.facts().item(sku);
    const ItemFacts& item = found ? *found : unknown;
    writer.number(item.weight_g);
    writer.number(item.length_mm);
    writer.number(item.width_mm);
    writer.number(item.height_mm);
    writer.number(static_cast<std::uint64_t>(item.handling_class));
    for (const std::string& tag : item.tags)
        writer.text(tag);
    writer.end();
    const SkuCells cells = view.cells(sku);
    std::size_t guess = 0;
    Runs runs(writer);
    for (const StockView::Cell& cell : cells.cells) {
        const std::int64_t free = cells.available(cell);
        if (free == 0) continue;
        const auto location = network.find_from(guess, view.view.place(cell.place).location_id);
        if (location) runs.cell(*location, free);
    }
    runs.end();
    for (const InboundUnits& units : view.facts().inbound(sku)) {
        const auto location = network.find(units.location_id);
        if (!location) continue;
        writer.number(static_cast<std::uint64_t>(1 + *location));
        writer.number(to_unix_micros(units.available_from));
        writer.number(units.quantity);
        writer.text(units.receipt_id);
    }
    writer.end();
}

// The location at that place; the first one, and not ok, for a place that does not exist.
const LocationId* location_at(const Network& network, std::uint64_t place) {
    if (place >= network.size()) return nullptr;
    return &network.location(static_cast<std::size_t>(place)).location_id;
}

// As versions 1 and 2 have them.
bool read_cells(Reader& reader, const Sku& sku, const Network& network, StockView& view) {
    std::uint64_t place = 0;
    while (const std::uint64_t gap = reader.number()) {
        place += gap - 1;
        StockLevel level;
        level.on_hand = reader.count();
        const LocationId* location = location_at(network, place);
        if (location == nullptr) return false;
        view.put_level({sku, *location}, level);
    }
    return true;
}

bool read_runs(Reader& reader, const Sku& sku, const Network& network, StockView& view) {
    std::uint64_t place = 0;
    StockLevel level;
    while (const std::uint64_t head = reader.number()) {
        if ((head & 1) != 0) place += reader.number();
        level.on_hand = static_cast<std::int64_t>(static_cast<std::uint64_t>(level.on_hand) +
                                                  static_cast<std::uint64_t>(reader.change()));
        for (std::uint64_t left = head / 2; left > 0; --left) {
            const LocationId* location = location_at(network, place++);
            if (location == nullptr) return false;
            view.put_level({sku, *location}, level);
        }
    }
    return true;
}

bool read_sku(Reader& reader, std::uint64_t version, const Sku& sku, const Network& network,
              StockView& view) {
    Item item;
    item.sku = sku;
    item.weight_g = reader.count();
    item.length_mm = reader.count();
    item.width_mm = reader.count();
    item.height_mm = reader.count();
    const std::uint64_t handling = reader.number();
    if (handling >= EnumText<HandlingClass>::names.size()) return false;
    item.handling_class = static_cast<HandlingClass>(handling);
    while (version != without_tags) {
        auto tag = reader.text();
        if (!tag) break;
        item.tags.push_back(*std::move(tag));
    }
    view.put_item(item);
    const bool read = version == format_version ? read_runs(reader, sku, network, view)
                                                : read_cells(reader, sku, network, view);
    if (!read) return false;
    std::vector<InboundUnits> inbound;
    while (const std::uint64_t at = reader.number()) {
        const LocationId* location = location_at(network, at - 1);
        if (location == nullptr) return false;
        const Timestamp from = from_unix_micros(reader.count());
        const std::int64_t units = reader.count();
        inbound.push_back({*location, from, units, reader.text().value_or("")});
    }
    view.put_inbound(sku, std::move(inbound));
    return reader.ok();
}

bool read_work(Reader& reader, const Network& network, StockView& view) {
    while (const std::uint64_t at = reader.number()) {
        const LocationId* location = location_at(network, at - 1);
        const std::uint64_t kind = reader.number();
        if (location == nullptr || kind >= EnumText<WorkKind>::names.size()) return false;
        const std::int64_t day = reader.count() - day_offset;
        WorkKey key{*location, static_cast<WorkKind>(kind), day, reader.text().value_or("")};
        WorkDone done;
        done.parcels = reader.count();
        done.lines = reader.count();
        done.units = reader.count();
        view.put_work(key, done);
    }
    return reader.ok();
}

}  // namespace

std::string encode_inputs(const Demand& demand, const PlanningView& view,
                          const ConsultedWork& consulted, const Network& network) {
    thread_local Writer writer;  // grows once
    writer.clear();
    writer.number(format_version);
    writer.number(static_cast<std::uint64_t>(network.size()));
    for (const Sku& sku : skus_of(demand))
        write_sku(writer, sku, view, network);
    writer.end();
    for (const auto& [key, done] : consulted) {
        const auto location = network.find(key.location_id);
        if (!location) continue;
        writer.number(static_cast<std::uint64_t>(1 + *location));
        writer.number(static_cast<std::uint64_t>(key.kind));
        writer.number(key.day + day_offset);
        writer.text(key.slot);
        writer.number(done.parcels);
        writer.number(done.lines);
        writer.number(done.units);
    }
    writer.end();
    return writer.bytes();
}

Result<StockView> view_of_inputs(std::string_view inputs, const Network& network) {
    Reader reader(inputs);
    const std::uint64_t version = reader.number();
    if (version < without_tags || version > format_version)
        return fail(Reason::corrupt_row, "inputs of a decision in an unknown form");
    if (reader.number() != network.size())
        return fail(Reason::corrupt_row, "the network has other locations than then");
    StockView view;
    for (std::size_t i = 0; i < network.size(); ++i) {
        Location place;
        place.location_id = network.location(i).location_id;
        place.type = network.location(i).type;
        view.put_place(place);
    }
    while (const auto text = reader.text()) {
        const auto sku = Sku::parse(*text);
        if (!sku || !read_sku(reader, version, *sku, network, view))
            return fail(Reason::corrupt_row, "inputs of a decision that cannot be read");
    }
    if (!reader.ok() || !read_work(reader, network, view) || !reader.at_end())
        return fail(Reason::corrupt_row, "inputs of a decision that cannot be read");
    return view;
}

}  // namespace oms::fulfillment
