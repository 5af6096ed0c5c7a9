-- 0001: items, locations, channels. body: JSON of the domain value (storage/json_archive.hpp).
-- version: sequence of the newest event of the aggregate; event_hash: end of its hash chain.
CREATE TABLE items (
    sku        TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version >= 1),
    event_hash BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE locations (
    location_id TEXT    NOT NULL PRIMARY KEY,
    version     INTEGER NOT NULL CHECK (version >= 1),
    event_hash  BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
    channel_id TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version >= 1),
    event_hash BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
