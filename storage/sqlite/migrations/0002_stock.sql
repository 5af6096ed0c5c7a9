-- 0002: the stock ledger and its counters, cart holds, reservations.
-- A reservation may raise reserved up to on_hand only; short_quantity is raised by counts alone (S3).
CREATE TABLE stock (
    sku            TEXT    NOT NULL REFERENCES items (sku),
    location_id    TEXT    NOT NULL REFERENCES locations (location_id),
    on_hand        INTEGER NOT NULL CHECK (on_hand >= 0),
    reserved       INTEGER NOT NULL CHECK (reserved >= 0),
    damaged        INTEGER NOT NULL CHECK (damaged >= 0),
    in_transit     INTEGER NOT NULL CHECK (in_transit >= 0),
    incoming       INTEGER NOT NULL CHECK (incoming >= 0),
    short_quantity INTEGER NOT NULL CHECK (short_quantity >= 0),
    version        INTEGER NOT NULL CHECK (version >= 0),  -- 0: no event of its own yet
    event_hash     BLOB    NOT NULL CHECK (length(event_hash) = 32),
    PRIMARY KEY (sku, location_id),
    CHECK (reserved <= on_hand + short_quantity)
) STRICT, WITHOUT ROWID;

-- Append-only. batch_position: position of the last event of the transaction that wrote the row.
CREATE TABLE stock_ledger (
    batch_position  INTEGER NOT NULL,
    entry_no        INTEGER NOT NULL,
    sku             TEXT    NOT NULL,
    location_id     TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    on_hand_change  INTEGER NOT NULL,
    reserved_change INTEGER NOT NULL,
    damaged_change  INTEGER NOT NULL,
    reason_code     TEXT    NOT NULL,
    cause_id        TEXT    NOT NULL,  -- the order or cart; empty: the stock row's own event
    PRIMARY KEY (batch_position, entry_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE cart_holds (
    channel_id     TEXT    NOT NULL,
    cart_id        TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('held', 'consumed', 'released', 'expired')),
    expire_time_us INTEGER NOT NULL,
    version        INTEGER NOT NULL CHECK (version >= 1),
    event_hash     BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body           TEXT    NOT NULL,  -- JSON: lines, extended
    PRIMARY KEY (channel_id, cart_id)
) STRICT, WITHOUT ROWID;

-- owner: a cart hold ("channel/cart") or an order. Written with its owner, which is why no foreign
-- key is needed; `verify` looks for rows without one.
CREATE TABLE reservations (
    owner_type  TEXT    NOT NULL CHECK (owner_type IN ('cart_hold', 'order')),
    owner_id    TEXT    NOT NULL,
    line_no     INTEGER NOT NULL CHECK (line_no >= 1),
    location_id TEXT    NOT NULL,
    sku         TEXT    NOT NULL,
    quantity    INTEGER NOT NULL CHECK (quantity >= 1),
    open        INTEGER NOT NULL CHECK (open >= 0),
    consumed    INTEGER NOT NULL CHECK (consumed >= 0),
    freed       INTEGER NOT NULL CHECK (freed >= 0),
    expired     INTEGER NOT NULL CHECK (expired >= 0),
    PRIMARY KEY (owner_type, owner_id, line_no, location_id),
    CHECK (open + consumed + freed + expired = quantity)
) STRICT, WITHOUT ROWID;
