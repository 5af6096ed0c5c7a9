-- 0018: payment ledgers, one of an order, opened when the first of its money falls due; and their operations, to find a
-- ledger by one of them and those that are open by age. create_us: when it was asked for.
CREATE TABLE payment_ledgers (
    order_id   TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version >= 1),
    event_hash BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_operations (
    operation_id TEXT    NOT NULL PRIMARY KEY,
    order_id     TEXT    NOT NULL,
    channel_id   TEXT    NOT NULL,
    is_open      INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    create_us    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_operations_open ON payment_operations (create_us, operation_id) WHERE is_open = 1;
CREATE INDEX payment_operations_by_order ON payment_operations (order_id);
