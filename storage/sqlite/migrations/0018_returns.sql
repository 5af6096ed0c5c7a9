-- 0018: returns, the locations whose staff see them, and the versions of the return policy, of which the newest is in
-- force. order_id: empty when nobody can prove of which order. body, version and event_hash as in 0014.
CREATE TABLE returns (
    return_id      TEXT    NOT NULL PRIMARY KEY,
    order_id       TEXT    NOT NULL,
    state          TEXT    NOT NULL,
    is_open        INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    create_time_us INTEGER NOT NULL,
    version        INTEGER NOT NULL CHECK (version >= 1),
    event_hash     BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body           TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX returns_by_order ON returns (order_id, return_id);

CREATE TABLE return_places (
    location_id TEXT NOT NULL,
    return_id   TEXT NOT NULL,
    PRIMARY KEY (location_id, return_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE return_policies (
    policy_version  INTEGER NOT NULL PRIMARY KEY CHECK (policy_version >= 1),
    author          TEXT    NOT NULL,
    comment         TEXT    NOT NULL,
    publish_time_us INTEGER NOT NULL,
    event_hash      BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body            TEXT    NOT NULL
) STRICT;
