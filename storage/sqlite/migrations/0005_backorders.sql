-- 0005: how many units of each SKU wait for stock, over all orders (S4): the sum of the lines'
-- backordered quantities, kept so that a limit can be held without adding them up.
CREATE TABLE backorders (
    sku   TEXT    NOT NULL PRIMARY KEY,
    units INTEGER NOT NULL CHECK (units >= 0)
) STRICT, WITHOUT ROWID;
