-- 0021: tasks that other locations than their own may accept (domain/fulfillment_order.hpp), by those locations; written
-- with their tasks, and there only while nobody has accepted.
CREATE TABLE task_offers (
    location_id          TEXT NOT NULL,
    fulfillment_order_id TEXT NOT NULL,
    PRIMARY KEY (location_id, fulfillment_order_id)
) STRICT, WITHOUT ROWID;
