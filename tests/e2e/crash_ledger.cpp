#include "tests/e2e/crash_ledger.hpp"

#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace oms::e2e {
namespace {

std::string number_bytes(std::uint64_t value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

std::string sized(const std::string& text) {
    return number_bytes(text.size()) + text;
}

class Reader {
public:
    explicit Reader(std::string bytes) : bytes_(std::move(bytes)) {}
    bool done() const { return at_ == bytes_.size(); }
    std::string take(std::size_t size) {
        if (bytes_.size() - at_ < size) throw std::runtime_error("the ledger is cut short");
        at_ += size;
        return bytes_.substr(at_ - size, size);
    }
    std::uint64_t number() {
        std::uint64_t value = 0;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    std::string text() { return take(number()); }

private:
    std::string bytes_;
    std::size_t at_ = 0;
};

}  // namespace

CrashLedger::CrashLedger(std::string path) : path_(std::move(path)) {
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0) throw std::runtime_error("no ledger");
}

CrashLedger::~CrashLedger() {
    ::close(file_);
}

void CrashLedger::append(const std::string& bytes) {
    if (::write(file_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        ::fdatasync(file_) != 0) {
        throw std::runtime_error("the ledger cannot be written");
    }
}

std::uint64_t CrashLedger::intend(const std::string& method, const std::string& request) {
    const std::lock_guard lock(mutex_);
    append("i" + number_bytes(next_) + sized(method) + sized(request));
    return next_++;
}

void CrashLedger::acknowledge(std::uint64_t number, const std::string& answer) {
    const std::lock_guard lock(mutex_);
    append("a" + number_bytes(number) + sized(answer));
}

void CrashLedger::refuse(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    append("r" + number_bytes(number));
}

const std::vector<LedgerRecord>& CrashLedger::read() {
    std::ifstream file(path_, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(read_bytes_));
    std::ostringstream fresh;
    fresh << file.rdbuf();
    read_bytes_ += fresh.str().size();
    Reader reader(fresh.str());
    while (!reader.done()) {
        const std::string kind = reader.take(1);
        const std::uint64_t number = reader.number();
        if (kind == "i") {
            LedgerRecord& record = records_.emplace_back();
            record.method = reader.text();
            record.request = reader.text();
        } else if (kind == "a") {
            records_.at(number).acknowledged = true;
            records_.at(number).answer = reader.text();
        } else {
            records_.at(number).refused = true;
        }
    }
    return records_;
}

}  // namespace oms::e2e
