-- 0012: what routing decides. work: parcels, lines and units that open orders take of a location's day, or of one
-- courier slot there; day: days since 1970-01-01 on the location's clocks. routing_decisions: why an order is routed as
-- it is, one row a decision; body: JSON; inputs: the stock and work it was decided from (fulfillment/routing_inputs.hpp).
CREATE TABLE work (
    location_id TEXT    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('shipping', 'pickup')),
    day         INTEGER NOT NULL,
    slot        TEXT    NOT NULL,
    parcels     INTEGER NOT NULL CHECK (parcels >= 0),
    lines       INTEGER NOT NULL CHECK (lines >= 0),
    units       INTEGER NOT NULL CHECK (units >= 0),
    PRIMARY KEY (location_id, kind, day, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE routing_decisions (
    order_id    TEXT    NOT NULL,
    decision_no INTEGER NOT NULL CHECK (decision_no >= 1),
    body        TEXT    NOT NULL,
    inputs      BLOB    NOT NULL,
    PRIMARY KEY (order_id, decision_no)
) STRICT, WITHOUT ROWID;
