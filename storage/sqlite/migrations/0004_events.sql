-- 0004: the event log, kept answers, timers.
CREATE TABLE event_head (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL CHECK (position >= 0),
    now_us   INTEGER NOT NULL  -- time of the newest batch: no later batch has an earlier one
) STRICT;
INSERT INTO event_head (id, position, now_us) VALUES (1, 0, 0);

-- Append-only: the outbox row and the audit record. data: JSON of the whole non-personal change.
-- hash: SHA-256 over the aggregate's hash before and this event (storage/digest.hpp).
CREATE TABLE events (
    position       INTEGER NOT NULL PRIMARY KEY,
    event_id       TEXT    NOT NULL,
    aggregate_type TEXT    NOT NULL,
    aggregate_id   TEXT    NOT NULL,
    sequence       INTEGER NOT NULL CHECK (sequence >= 1),
    type           TEXT    NOT NULL,
    type_version   INTEGER NOT NULL CHECK (type_version >= 1),
    time_us        INTEGER NOT NULL,
    actor          TEXT    NOT NULL,
    cause          TEXT    NOT NULL,
    channel_id     TEXT    NOT NULL,  -- empty: not of one channel
    location_ids   TEXT    NOT NULL,  -- ",W1,S2," or empty
    data           TEXT    NOT NULL,
    hash           BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE UNIQUE INDEX events_by_aggregate ON events (aggregate_type, aggregate_id, sequence);

-- answer_key: fingerprint of (principal, method, request id). refusal: 1 when the answer is a
-- refusal that kept changes, as JSON; else the encoded reply.
CREATE TABLE answers (
    answer_key     BLOB    NOT NULL PRIMARY KEY CHECK (length(answer_key) = 16),
    body_hash      BLOB    NOT NULL CHECK (length(body_hash) = 32),
    commit_time_us INTEGER NOT NULL,
    refusal        INTEGER NOT NULL CHECK (refusal IN (0, 1)),
    answer         BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE timers (
    due_us  INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    PRIMARY KEY (due_us, kind, subject)
) STRICT, WITHOUT ROWID;
