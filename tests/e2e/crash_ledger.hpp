#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace oms::e2e {

// One request as a caller outside the server remembers it.
struct LedgerRecord {
    std::string method;
    std::string request;
    // The answer when there was one.
    bool acknowledged = false;
    std::string answer;
    // Refused for good: it must have had no effect.
    bool refused = false;
};

// A file beside the server, each of its records on the disk before the call returns: what callers
// meant to do, and what they were told. Format: per record 1 byte kind ('i' intent, 'a' answer,
// 'r' refusal), 8 bytes number of the intent, then for 'i' method and request, for 'a' the answer,
// each as 8 bytes length (little-endian) and its bytes. Any thread may write.
class CrashLedger {
public:
    explicit CrashLedger(std::string path);
    ~CrashLedger();
    CrashLedger(const CrashLedger&) = delete;
    CrashLedger& operator=(const CrashLedger&) = delete;

    // Before sending. Returns the number of the intent.
    std::uint64_t intend(const std::string& method, const std::string& request);
    // After OK.
    void acknowledge(std::uint64_t number, const std::string& answer);
    // After a refusal that is a decision.
    void refuse(std::uint64_t number);

    // All of it, by number, as the file has it. Not while others write.
    const std::vector<LedgerRecord>& read();

private:
    void append(const std::string& bytes);

    std::string path_;
    int file_ = -1;
    std::mutex mutex_;
    std::uint64_t next_ = 0;
    // What was read so far, and how many bytes that were.
    std::vector<LedgerRecord> records_;
    std::size_t read_bytes_ = 0;
};

}  // namespace oms::e2e
