#pragma once

// Rows in few bytes, from the field lists of domain/describe.hpp, for what is written with every
// order and seldom read. No names are kept, so the order of fields is part of the form: new ones
// come last, as optional fields.
//   document := form:1 object
//   object   := field_count field*     those after the last that is not its default are left out
//   text, id, enumerator := length bytes        list     := length value*
//   count, time (microseconds), flag := number  optional := 0 | 1 value
//   number   := LEB128 of 2n, of -2n-1 where n is negative

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/describe.hpp"

namespace oms::storage {

class PackedWriter {
public:
    template <class T>
    void field(std::string_view, const T& value) {
        write(value);
        keep();
    }
    template <class T>
    void optional_field(std::string_view, const T& value) {
        write(value);
        if (value == T{}) {
            ++fields_;
        } else {
            keep();
        }
    }
    template <class T>
    requires(!TextEnum<T>) void write(const T& value) {
        const Frame outer = std::exchange(frame_, {bytes_.size(), bytes_.size() + 1, 0});
        const std::size_t fields = std::exchange(fields_, 0);
        bytes_.push_back('\0');
        // describe() serves reading too, so it takes a mutable value; writing changes nothing.
        describe(*this, const_cast<T&>(value));
        bytes_.resize(frame_.end);
        bytes_[frame_.begin] = static_cast<char>(frame_.fields);
        frame_ = outer;
        fields_ = fields;
    }
    void write(const std::string& text) { string(text); }
    template <class Tag>
    void write(const Id<Tag>& id) {
        string(id.str());
    }
    void write(bool flag) { write(std::int64_t{flag ? 1 : 0}); }
    void write(std::int64_t number);
    template <TextEnum E>
    void write(E value) {
        string(enum_text(value));
    }
    void write(Timestamp time) { write(to_unix_micros(time)); }
    template <class T>
    void write(const std::optional<T>& value) {
        bytes_.push_back(value ? '\1' : '\0');
        if (value) write(*value);
    }
    template <class T>
    void write(const std::vector<T>& list) {
        size(list.size());
        for (const T& value : list)
            write(value);
    }
    // Begins a document.
    void begin();
    // Valid until the next change.
    std::string_view bytes() const { return bytes_; }

private:
    // Of the object that is being written: where it begins, and its end after the last field that
    // is kept.
    struct Frame {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::size_t fields = 0;
    };
    void keep() {
        frame_.end = bytes_.size();
        frame_.fields = ++fields_;
    }
    void string(std::string_view text) {
        size(text.size());
        bytes_.append(text);
    }
    void size(std::size_t count);

    std::string bytes_;
    Frame frame_;
    std::size_t fields_ = 0;  // of the same object, kept or not
};

// Reads what PackedWriter has written. Nothing throws: what does not fit is remembered, see ok().
class PackedReader {
public:
    explicit PackedReader(std::string_view document);
    bool ok() const { return ok_; }
    bool at_end() const { return bytes_.empty(); }

    template <class T>
    void field(std::string_view, T& value) {
        if (left_ == 0) return broken();
        --left_;
        read(value);
    }
    template <class T>
    void optional_field(std::string_view, T& value) {
        if (left_ == 0) return;
        --left_;
        read(value);
    }
    template <class T>
    requires(!TextEnum<T>) void read(T& value) {
        const std::size_t outer = std::exchange(left_, size());
        if (ok_) describe(*this, value);
        if (left_ != 0) broken();  // fields that this program does not know
        left_ = outer;
    }
    void read(std::string& text);
    template <class Tag>
    void read(Id<Tag>& id) {
        std::string text;
        read(text);
        id = Id<Tag>::trusted(std::move(text));
    }
    void read(bool& flag) {
        std::int64_t value = 0;
        read(value);
        flag = value != 0;
    }
    void read(std::int64_t& number);
    template <TextEnum E>
    void read(E& value) {
        std::string text;
        read(text);
        if (const auto known = enum_from_text<E>(text)) {
            value = *known;
        } else {
            broken();
        }
    }
    void read(Timestamp& time) {
        std::int64_t micros = 0;
        read(micros);
        time = from_unix_micros(micros);
    }
    template <class T>
    void read(std::optional<T>& value) {
        value.reset();
        if (size() != 0) read(value.emplace());
    }
    template <class T>
    void read(std::vector<T>& list) {
        list.clear();
        const std::size_t count = size();
        for (std::size_t i = 0; i < count && ok_; ++i)
            read(list.emplace_back());
    }

private:
    void broken() {
        ok_ = false;
        bytes_ = {};
        left_ = 0;
    }
    // A length or a count: never more than there are bytes left.
    std::size_t size();
    std::uint64_t number();

    std::string_view bytes_;
    std::size_t left_ = 0;  // fields of the object that is being read
    bool ok_ = true;
};

// The document of `value` in `writer`, which may be used again.
template <class T>
std::string_view pack(PackedWriter& writer, const T& value) {
    writer.begin();
    writer.write(value);
    return writer.bytes();
}

// Fails with Reason::corrupt_row.
template <class T>
Result<T> unpack(std::string_view document) {
    T value;
    PackedReader reader(document);
    if (reader.ok()) reader.read(value);
    if (!reader.ok() || !reader.at_end())
        return fail(Reason::corrupt_row, "a packed row cannot be read");
    return value;
}

}  // namespace oms::storage
