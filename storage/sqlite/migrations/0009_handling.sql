-- 0009: what people do with an order beside its units. handling: JSON of its holds and tags, written
-- only when one of them changes.
ALTER TABLE orders ADD COLUMN handling TEXT NOT NULL DEFAULT '{}';
