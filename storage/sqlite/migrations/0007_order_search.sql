-- 0007: finding orders. search_no: the position of the order's first event, so that a greater one
-- is a younger order.
ALTER TABLE orders ADD COLUMN search_no INTEGER NOT NULL DEFAULT 0;
UPDATE orders SET search_no = coalesce(
    (SELECT position FROM events WHERE aggregate_type = 'order' AND aggregate_id = orders.order_id AND sequence = 1),
    -rowid);  -- an order without events: verify tells of it

-- New orders go to the end of each: no page is touched at random for an order.
CREATE UNIQUE INDEX orders_by_search_no ON orders (search_no);
CREATE INDEX orders_by_status ON orders (status, search_no);
CREATE INDEX orders_by_fulfillment_status ON orders (fulfillment_status, search_no);

-- Inverted indexes of tokens (domain/search_tokens.hpp); rowid: search_no. words: number, external
-- id, e-mail, phone, names: never change. places: channel, SKUs, locations: edits change them.
CREATE VIRTUAL TABLE order_words USING fts5 (words, content='', columnsize=0, detail=none, tokenize='ascii');
CREATE VIRTUAL TABLE order_places USING fts5 (words, content='', columnsize=0, detail=none, tokenize='ascii');
-- How often each token is there, for verify.
CREATE VIRTUAL TABLE order_word_terms USING fts5vocab (order_words, row);
CREATE VIRTUAL TABLE order_place_terms USING fts5vocab (order_places, row);

-- Orders from before the index: those up to index_to are to be indexed, those up to indexed_to are.
CREATE TABLE order_index_head (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    indexed_to INTEGER NOT NULL,
    index_to   INTEGER NOT NULL
) STRICT;
INSERT INTO order_index_head SELECT 1, 0, coalesce(max(search_no), 0) FROM orders;
