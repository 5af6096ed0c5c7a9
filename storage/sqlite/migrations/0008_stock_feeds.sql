-- 0008: what each source of stock snapshots has told of each stock row. as_of_us: the time of the
-- newest snapshot that was applied; it only ever grows (S7). The index serves lists by location.
CREATE TABLE stock_feeds (
    source      TEXT    NOT NULL,
    sku         TEXT    NOT NULL,
    location_id TEXT    NOT NULL,
    as_of_us    INTEGER NOT NULL,
    import_id   TEXT    NOT NULL,
    PRIMARY KEY (source, sku, location_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_by_location ON stock (location_id, sku);
