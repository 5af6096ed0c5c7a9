-- 0006: kept answers are appended, and found through an index in memory (see answer_index.hpp): an index on their
-- keys, which are digests, would dirty a page for every answer.

CREATE TABLE kept_answers (
    answer_no  INTEGER NOT NULL PRIMARY KEY,
    answer_key BLOB    NOT NULL CHECK (length(answer_key) = 16),
    body_hash  BLOB    NOT NULL CHECK (length(body_hash) = 32),
    refusal    INTEGER NOT NULL CHECK (refusal IN (0, 1)),
    answer     BLOB    NOT NULL
) STRICT;

-- The keys of one batch's answers, one after the other: what the index is made from at the start.
CREATE TABLE answer_batches (
    first_answer_no INTEGER NOT NULL PRIMARY KEY,
    commit_time_us  INTEGER NOT NULL,
    answer_keys     BLOB    NOT NULL CHECK (length(answer_keys) >= 16 AND length(answer_keys) % 16 = 0)
) STRICT;

INSERT INTO kept_answers (answer_no, answer_key, body_hash, refusal, answer)
SELECT row_number() OVER (ORDER BY commit_time_us, answer_key), answer_key, body_hash, refusal, answer FROM answers;

INSERT INTO answer_batches (first_answer_no, commit_time_us, answer_keys)
SELECT row_number() OVER (ORDER BY commit_time_us, answer_key), commit_time_us, answer_key FROM answers;

DROP TABLE answers;
