#include "storage/sqlite/answer_repository.hpp"

#include <algorithm>

#include "storage/json_archive.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_batches =
    "SELECT first_answer_no, answer_keys FROM answer_batches ORDER BY first_answer_no";
constexpr std::string_view select_oldest_batches =
    "SELECT first_answer_no, answer_keys, commit_time_us FROM answer_batches "
    "ORDER BY first_answer_no LIMIT 2";
constexpr std::string_view insert_batch =
    "INSERT INTO answer_batches (first_answer_no, commit_time_us, answer_keys) VALUES (?1, ?2, ?3)";
constexpr std::string_view delete_batch = "DELETE FROM answer_batches WHERE first_answer_no = ?1";
constexpr std::string_view select_answer =
    "SELECT answer_key, body_hash, refusal, answer FROM kept_answers WHERE answer_no = ?1";
constexpr std::string_view insert_answer =
    "INSERT INTO kept_answers (answer_no, answer_key, body_hash, refusal, answer) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view delete_answers =
    "DELETE FROM kept_answers WHERE answer_no BETWEEN ?1 AND ?2";

constexpr std::size_t key_size = std::tuple_size_v<AnswerKey>;

template <class Visit>
void for_each_key(const Statement& batch, Visit visit) {
    std::int64_t number = batch.integer(0);
    const std::span<const std::uint8_t> keys = batch.blob(1);
    for (std::size_t at = 0; at + key_size <= keys.size(); at += key_size) {
        AnswerKey key{};
        std::copy_n(keys.begin() + static_cast<std::ptrdiff_t>(at), key_size, key.begin());
        visit(key, number++);
    }
}

}  // namespace

Result<void> AnswerRepository::open() {
    index_ = {};
    last_number_ = 0;
    Statement batch = connection_.prepared(select_batches);
    while (true) {
        OMS_TRY(const bool more, batch.step());
        if (!more) return {};
        for_each_key(batch, [this](const AnswerKey& key, std::int64_t number) {
            index_.insert(key, number);
            last_number_ = number;
        });
    }
}

Result<void> AnswerRepository::load(std::span<const AnswerKey> keys, KeptAnswers& answers) {
    std::vector<std::int64_t> numbers;
    for (const AnswerKey& key : keys) {
        if (answers.contains(key)) continue;
        numbers.clear();
        index_.find(key, numbers);
        for (const std::int64_t number : numbers) {
            OMS_TRY(const bool found, load_one(number, key, answers));
            if (found) break;
        }
    }
    return {};
}

Result<bool> AnswerRepository::load_one(std::int64_t number, const AnswerKey& key,
                                        KeptAnswers& answers) {
    Statement row = connection_.prepared(select_answer);
    OMS_TRY(const bool found, row.bind(number).step());
    if (!found) return fail(Reason::corrupt_row, "a kept answer is missing");
    const auto stored_key = row.blob(0);
    if (!std::equal(stored_key.begin(), stored_key.end(), key.begin(), key.end())) return false;
    KeptAnswer kept;
    const auto hash = row.blob(1);
    if (hash.size() != kept.body_hash.size())
        return fail(Reason::corrupt_row, "a body hash is not 32 bytes");
    std::copy(hash.begin(), hash.end(), kept.body_hash.begin());
    const auto bytes = row.blob(3);
    std::string answer(bytes.begin(), bytes.end());
    if (row.integer(2) == 0) {
        kept.answer = std::move(answer);
    } else {
        OMS_TRY(Error refusal, error_from_json(answer));
        kept.answer = fail(std::move(refusal));
    }
    answers.emplace(key, std::move(kept));
    return true;
}

Result<void> AnswerRepository::store(std::span<const NewAnswer> answers, Timestamp now) {
    if (answers.empty()) return {};
    OMS_CHECK(append(answers, now));
    return drop_expired(now);
}

Result<void> AnswerRepository::append(std::span<const NewAnswer> answers, Timestamp now) {
    std::int64_t number = last_number_;
    std::vector<std::uint8_t> keys;
    keys.reserve(answers.size() * key_size);
    for (const NewAnswer& kept : answers) {
        const Result<std::string>& answer = kept.answer->answer;
        const std::string bytes = answer ? *answer : error_to_json(answer.error());
        const std::span<const std::uint8_t> blob{
            reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
        Statement statement = connection_.prepared(insert_answer);
        OMS_CHECK(statement
                      .bind(++number, kept.key, kept.answer->body_hash,
                            std::int64_t{answer ? 0 : 1}, blob)
                      .run());
        keys.insert(keys.end(), kept.key.begin(), kept.key.end());
        added_.emplace_back(kept.key, number);
    }
    index_.reserve(answers.size());  // after the commit nothing may fail
    const std::span<const std::uint8_t> blob{keys};
    return connection_.prepared(insert_batch)
        .bind(last_number_ + 1, to_unix_micros(now), blob)
        .run();
}

Result<void> AnswerRepository::drop_expired(Timestamp now) {
    std::vector<std::pair<std::int64_t, std::int64_t>> batches;
    {
        Statement batch = connection_.prepared(select_oldest_batches);
        while (true) {
            OMS_TRY(const bool more, batch.step());
            if (!more || batch.integer(2) >= to_unix_micros(now) - answer_retention_us) break;
            const std::int64_t first = batch.integer(0);
            std::int64_t last = first;
            for_each_key(batch, [&](const AnswerKey& key, std::int64_t number) {
                dropped_.emplace_back(key, number);
                last = number;
            });
            batches.emplace_back(first, last);
        }
    }
    for (const auto& [first, last] : batches) {
        OMS_CHECK(connection_.prepared(delete_answers).bind(first, last).run());
        OMS_CHECK(connection_.prepared(delete_batch).bind(first).run());
    }
    return {};
}

void AnswerRepository::committed() {
    for (const auto& [key, number] : added_) {
        index_.insert(key, number);
        last_number_ = number;
    }
    for (const auto& [key, number] : dropped_)
        index_.erase(key, number);
    rolled_back();
}

void AnswerRepository::rolled_back() {
    added_.clear();
    dropped_.clear();
}

}  // namespace oms::storage::sqlite
