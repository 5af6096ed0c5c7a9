-- 0015: what has to be done outside of the store (domain/effect.hpp). due_us: not before then.
CREATE TABLE effects (
    operation_id TEXT    NOT NULL PRIMARY KEY,
    order_id     TEXT    NOT NULL,
    channel_id   TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    due_us       INTEGER NOT NULL,
    version      INTEGER NOT NULL CHECK (version >= 1),
    event_hash   BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body         TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_by_order ON effects (order_id, due_us, operation_id);
CREATE INDEX effects_open ON effects (state, due_us, operation_id) WHERE state IN ('due', 'failed');
CREATE INDEX effects_due ON effects (kind, due_us, operation_id) WHERE state = 'due';

-- How many parcels have got a number (domain/sscc.hpp).
CREATE TABLE parcel_numbers (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    given INTEGER NOT NULL CHECK (given >= 0)
) STRICT;
INSERT INTO parcel_numbers (id, given) VALUES (1, 0);
