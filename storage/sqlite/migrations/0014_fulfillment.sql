-- 0014: the tasks of locations, pickups and their codes. due_us: when somebody has to act, for lists; 2^63 - 1: not told.
-- planned_parcels: parcels of open orders that are not released yet (domain/order_parcel.hpp), by location; written with
-- their orders. pickup_codes: keyed hashes, never a code; a row without a pickup is free again.
CREATE TABLE fulfillment_orders (
    fulfillment_order_id TEXT    NOT NULL PRIMARY KEY,
    order_id             TEXT    NOT NULL,
    location_id          TEXT    NOT NULL,
    pickup_location      TEXT    NOT NULL,  -- empty: delivered
    state                TEXT    NOT NULL,
    is_open              INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    due_us               INTEGER NOT NULL,
    version              INTEGER NOT NULL CHECK (version >= 1),
    event_hash           BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body                 TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX fulfillment_orders_by_order ON fulfillment_orders (order_id);
CREATE INDEX fulfillment_orders_by_location ON fulfillment_orders (location_id, is_open, due_us, fulfillment_order_id);
CREATE INDEX fulfillment_orders_by_destination ON fulfillment_orders (pickup_location, is_open, due_us, fulfillment_order_id)
    WHERE pickup_location <> '' AND pickup_location <> location_id;

CREATE TABLE planned_parcels (
    location_id    TEXT    NOT NULL,
    promised_by_us INTEGER NOT NULL,
    order_id       TEXT    NOT NULL,
    PRIMARY KEY (location_id, promised_by_us, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pickups (
    pickup_id   TEXT    NOT NULL PRIMARY KEY,
    order_id    TEXT    NOT NULL,
    location_id TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    is_open     INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    due_us      INTEGER NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 1),
    event_hash  BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pickups_by_order ON pickups (order_id);
CREATE INDEX pickups_by_location ON pickups (location_id, is_open, due_us, pickup_id);

CREATE TABLE pickup_codes (
    location_id TEXT    NOT NULL,
    code_hash   BLOB    NOT NULL CHECK (length(code_hash) = 32),
    pickup_id   TEXT    NOT NULL,
    holder_no   INTEGER NOT NULL,
    PRIMARY KEY (location_id, code_hash)
) STRICT, WITHOUT ROWID;

ALTER TABLE stock_ledger ADD COLUMN in_transit_change INTEGER NOT NULL DEFAULT 0;

-- What is reserved already was planned by the nearest location or by rules, and is not released.
INSERT INTO planned_parcels (location_id, promised_by_us, order_id)
SELECT DISTINCT r.location_id,
       coalesce((SELECT min(p.value ->> 'promised_by')
                 FROM json_each(CASE WHEN json_valid(o.handling) THEN o.handling ELSE '{}' END, '$.parcels') p
                 WHERE p.value ->> 'location_id' = r.location_id), 9223372036854775807),
       r.owner_id
FROM reservations r JOIN orders o ON o.order_id = r.owner_id
WHERE r.owner_type = 'order' AND r.open > 0;
