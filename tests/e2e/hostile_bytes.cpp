#include "tests/e2e/hostile_bytes.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include <google/protobuf/descriptor.h>

namespace oms::e2e {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

constexpr int too_many = 2'001;

std::string varint(std::uint64_t value) {
    std::string bytes;
    while (value >= 0x80) {
        bytes += static_cast<char>((value & 0x7f) | 0x80);
        value >>= 7U;
    }
    return bytes + static_cast<char>(value);
}

void fill(Message& message);

// Sets a field, or adds to it, something plausible.
void put_sample(Message& message, const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    const bool list = field.is_repeated();
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
            return list ? reflection.AddString(&message, &field, "x")
                        : reflection.SetString(&message, &field, "x");
        case FieldDescriptor::CPPTYPE_INT32:
            return list ? reflection.AddInt32(&message, &field, 1)
                        : reflection.SetInt32(&message, &field, 1);
        case FieldDescriptor::CPPTYPE_INT64:
            return list ? reflection.AddInt64(&message, &field, 1)
                        : reflection.SetInt64(&message, &field, 1);
        case FieldDescriptor::CPPTYPE_BOOL:
            return reflection.SetBool(&message, &field, true);
        case FieldDescriptor::CPPTYPE_ENUM:
            return list ? reflection.AddEnumValue(&message, &field, 1)
                        : reflection.SetEnumValue(&message, &field, 1);
        case FieldDescriptor::CPPTYPE_MESSAGE:
            return fill(list ? *reflection.AddMessage(&message, &field)
                             : *reflection.MutableMessage(&message, &field));
        default:
            throw std::runtime_error("no sample of " + field.full_name());
    }
}

void fill(Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i)
        put_sample(message, *type.field(i));
}

// Steps from a whole request to one of its messages.
using Path = std::vector<const FieldDescriptor*>;

Message& walk(Message& message, const Path& path) {
    Message* at = &message;
    for (const FieldDescriptor* step : path) {
        const auto& reflection = *at->GetReflection();
        at = step->is_repeated() ? reflection.MutableRepeatedMessage(at, step, 0)
                                 : reflection.MutableMessage(at, step);
    }
    return *at;
}

class Mutator {
public:
    explicit Mutator(const Descriptor& type) : type_(type) {}

    std::vector<Mutant> run() {
        visit(type_, {});
        return std::move(mutants_);
    }

private:
    void visit(const Descriptor& type, const Path& path) {
        for (int i = 0; i < type.field_count(); ++i) {
            const FieldDescriptor& field = *type.field(i);
            mutate(path, field);
            if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
            Path inner = path;
            inner.push_back(&field);
            visit(*field.message_type(), inner);
        }
    }

    // The sample, with `change` made to the message at `path`.
    void add(const Path& path, const FieldDescriptor& field, const std::string& what,
             const std::function<void(Message&)>& change) {
        const auto message = sample_of(type_);
        change(walk(*message, path));
        mutants_.push_back(
            {what + " in " + field.full_name(), message->SerializePartialAsString()});
    }

    void mutate(const Path& path, const FieldDescriptor& field) {
        if (field.is_repeated()) {
            add(path, field, "2,001 entries", [&](Message& message) {
                for (int i = 1; i < too_many; ++i)
                    put_sample(message, field);
            });
        }
        const auto set = [&](const char* what, auto setter) {
            add(path, field, what, [&](Message& message) {
                if (field.is_repeated()) message.GetReflection()->ClearField(&message, &field);
                setter(message, *message.GetReflection());
            });
        };
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) mutate_text(field, set);
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
            for (const int value : {0, 99, -1, std::numeric_limits<int>::max()})
                set("an enumerator", [&](Message& message, const auto& reflection) {
                    field.is_repeated() ? reflection.AddEnumValue(&message, &field, value)
                                        : reflection.SetEnumValue(&message, &field, value);
                });
        }
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
            field.cpp_type() == FieldDescriptor::CPPTYPE_INT64)
            mutate_number(field, set);
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_repeated())
            set("nothing", [&](Message& message, const auto& reflection) {
                reflection.ClearField(&message, &field);
            });
    }

    template <class Set>
    static void mutate_text(const FieldDescriptor& field, const Set& set) {
        const std::vector<std::string> texts{"",
                                             "\xff\xfe",
                                             "\xc0\x80",
                                             "\xed\xa0\x80",
                                             std::string("a\0b", 3),
                                             "line\nbreak",
                                             "4111 1111 1111 1111",
                                             "'; DROP TABLE orders; --",
                                             std::string(65, 'y'),
                                             std::string(100'000, 'z')};
        for (const std::string& text : texts)
            set("a text", [&](Message& message, const auto& reflection) {
                field.is_repeated() ? reflection.AddString(&message, &field, text)
                                    : reflection.SetString(&message, &field, text);
            });
    }

    template <class Set>
    static void mutate_number(const FieldDescriptor& field, const Set& set) {
        using Limits = std::numeric_limits<std::int64_t>;
        for (const std::int64_t value :
             {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'000'000'001}, Limits::max(),
              Limits::min(), std::int64_t{1'000'000'000'000'001}}) {
            set("a number", [&](Message& message, const auto& reflection) {
                if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
                    return field.is_repeated() ? reflection.AddInt64(&message, &field, value)
                                               : reflection.SetInt64(&message, &field, value);
                }
                using Narrow = std::numeric_limits<std::int32_t>;
                const auto narrow = static_cast<std::int32_t>(
                    std::clamp<std::int64_t>(value, Narrow::min(), Narrow::max()));
                field.is_repeated() ? reflection.AddInt32(&message, &field, narrow)
                                    : reflection.SetInt32(&message, &field, narrow);
            });
        }
    }

    const Descriptor& type_;
    std::vector<Mutant> mutants_;
};

}  // namespace

std::unique_ptr<Message> sample_of(const Descriptor& type) {
    std::unique_ptr<Message> message(
        MessageFactory::generated_factory()->GetPrototype(&type)->New());
    fill(*message);
    return message;
}

std::vector<Mutant> mutants_of(const Descriptor& type) {
    return Mutator(type).run();
}

std::vector<std::string> wrong_wire_types(const Descriptor& type) {
    std::vector<std::string> list;
    int highest = 0;
    for (int i = 0; i < type.field_count(); ++i)
        highest = std::max(highest, type.field(i)->number());
    for (int number = 0; number <= highest + 2; ++number) {
        for (std::uint64_t wire = 0; wire < 8; ++wire)
            list.push_back(varint((static_cast<std::uint64_t>(number) << 3U) | wire) +
                           "\x08zzzzzzzz");
    }
    return list;
}

std::string random_bytes(std::mt19937& random, std::size_t size) {
    std::string bytes(size, '\0');
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
    return bytes;
}

std::string unknown_field(std::size_t size) {
    const std::string tag = varint((1000U << 3U) | 2U);
    std::size_t payload = size - tag.size() - varint(size).size();
    return tag + varint(payload) + std::string(payload, 'u');
}

std::string nested_bytes(int depth) {
    std::string bytes;
    for (int i = 0; i < depth; ++i)
        bytes = "\x1a" + varint(bytes.size()) + bytes;
    return bytes;
}

}  // namespace oms::e2e
