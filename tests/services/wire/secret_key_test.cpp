#include "services/omsd/secret_key.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>

namespace {

struct Folder {
    Folder() {
        char path[] = "/tmp/comptoir-key-XXXXXX";
        REQUIRE(mkdtemp(path) != nullptr);
        name = path;
    }
    ~Folder() { std::filesystem::remove_all(name); }
    std::string key() const { return name + "/secret.key"; }
    std::string name;
};

}  // namespace

TEST_CASE("the secret key is made once, for its owner only") {
    const Folder folder;
    const auto made = oms::server::load_secret_key(folder.name);
    REQUIRE(made);
    CHECK(*oms::server::load_secret_key(folder.name) == *made);
    struct stat facts {};
    REQUIRE(stat(folder.key().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    CHECK(facts.st_size == 32);
    const Folder other;
    CHECK(*oms::server::load_secret_key(other.name) != *made);
}

TEST_CASE("a secret key that others may read, or of a wrong size, is refused") {
    const Folder folder;
    REQUIRE(oms::server::load_secret_key(folder.name));
    chmod(folder.key().c_str(), 0640);
    CHECK_FALSE(oms::server::load_secret_key(folder.name));
    chmod(folder.key().c_str(), 0600);
    std::ofstream(folder.key()) << "short";
    const auto refused = oms::server::load_secret_key(folder.name);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().detail == folder.key() + ": is not 32 bytes long");
}
