-- 0010: what a list shows of an order, by search_no, so that the orders of a page lie together. In
-- place of three indexes of orders, which would find the order and not what is shown of it.
CREATE TABLE order_summaries (
    search_no          INTEGER NOT NULL PRIMARY KEY,
    order_id           TEXT    NOT NULL,
    number             TEXT    NOT NULL,
    channel_id         TEXT    NOT NULL,
    external_id        TEXT    NOT NULL,
    status             TEXT    NOT NULL,
    fulfillment_status TEXT    NOT NULL,
    create_time_us     INTEGER NOT NULL,
    total              INTEGER NOT NULL,  -- in minor units
    currency           TEXT    NOT NULL   -- empty: the order's terms cannot be read; verify tells of it
) STRICT;
INSERT INTO order_summaries
SELECT search_no, order_id, number, channel_id, external_id, status, fulfillment_status, create_time_us,
       CAST(substr(total, 1, max(instr(total, ' ') - 1, 0)) AS INTEGER), substr(total, max(instr(total, ' '), 1) + 1)
FROM (SELECT *, CASE WHEN json_valid(terms) THEN coalesce(json_extract(terms, '$.totals.total'), '') ELSE '' END AS total
      FROM orders ORDER BY search_no);

DROP INDEX orders_by_search_no;
DROP INDEX orders_by_status;
DROP INDEX orders_by_fulfillment_status;
-- New orders go to the end of each status, since entries of one status are in order of search_no.
CREATE INDEX order_summaries_by_status ON order_summaries (status);
CREATE INDEX order_summaries_by_fulfillment_status ON order_summaries (fulfillment_status);
