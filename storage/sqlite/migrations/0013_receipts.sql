-- 0013: supply to come, and the queues of those who wait for stock. receipts: promised: units of orders that wait for it,
-- named in orders.handling. waiting_lines: backordered and unallocated units of order lines in the order in which they
-- get stock (domain/waiting_queue.hpp); promised_by_us: 2^63 - 1 without a promise; written with their orders.
CREATE TABLE receipts (
    receipt_id       TEXT    NOT NULL PRIMARY KEY,
    sku              TEXT    NOT NULL REFERENCES items (sku),
    location_id      TEXT    NOT NULL REFERENCES locations (location_id),
    expected         INTEGER NOT NULL CHECK (expected >= 0),
    received         INTEGER NOT NULL CHECK (received >= 0),
    promised         INTEGER NOT NULL CHECK (promised >= 0),
    expected_time_us INTEGER NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('open', 'received', 'closed')),
    create_time_us   INTEGER NOT NULL,
    version          INTEGER NOT NULL CHECK (version >= 1),
    event_hash       BLOB    NOT NULL CHECK (length(event_hash) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_by_sku ON receipts (sku, expected_time_us, receipt_id);
CREATE INDEX receipts_by_location ON receipts (location_id, expected_time_us, receipt_id);
CREATE INDEX receipts_by_time ON receipts (expected_time_us, receipt_id);

ALTER TABLE stock_ledger ADD COLUMN incoming_change INTEGER NOT NULL DEFAULT 0;

CREATE TABLE waiting_lines (
    sku            TEXT    NOT NULL,
    promised_by_us INTEGER NOT NULL,
    priority       INTEGER NOT NULL,
    since_us       INTEGER NOT NULL,
    order_id       TEXT    NOT NULL,
    line_no        INTEGER NOT NULL,
    units          INTEGER NOT NULL CHECK (units >= 1),
    PRIMARY KEY (sku, promised_by_us, priority, since_us, order_id, line_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_lines_by_age ON waiting_lines (sku, order_id, line_no);

-- What waits already. Lines are numbered from 1, as they are in terms.
INSERT INTO waiting_lines (sku, promised_by_us, priority, since_us, order_id, line_no, units)
SELECT l.sku, coalesce(t.value ->> 'promised_by', 9223372036854775807),
       CASE WHEN t.value ->> 'method' = 'delivery' AND coalesce(t.value ->> 'service_level', '') NOT IN ('', 'standard')
            THEN 0 ELSE 1 END,
       o.create_time_us, l.order_id, l.line_no, l.unallocated + l.backordered
FROM order_lines l JOIN orders o ON o.order_id = l.order_id,
     json_each(CASE WHEN json_valid(o.terms) THEN o.terms ELSE '{}' END, '$.lines') t
WHERE l.unallocated + l.backordered > 0 AND t.value ->> 'line_no' = l.line_no;
