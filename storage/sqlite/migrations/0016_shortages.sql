-- 0016: who has reserved a stock row, for when fewer units are there; wrong pickup codes by device (domain/attempt_lock.hpp).
CREATE INDEX reservations_by_stock ON reservations (location_id, sku) WHERE owner_type = 'order' AND open > 0;

CREATE TABLE code_attempts (
    device_id TEXT NOT NULL PRIMARY KEY,
    body      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
