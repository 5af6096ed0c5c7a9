#pragma once

#include <memory>
#include <string>

#include "domain/result.hpp"

namespace oms::storage::sqlite {

// The right to open a store's folder for writing, held by one process until this goes.
class LockFile {
public:
    // Fails with Reason::store_unavailable and one clear line when another process holds it, or
    // when the folder cannot be written.
    static Result<std::unique_ptr<LockFile>> take(const std::string& data_dir);
    ~LockFile();
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;

private:
    explicit LockFile(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace oms::storage::sqlite
