-- 0019: where goods lie at a location (domain/shelf.hpp). A row without a place: nobody says any more.
CREATE TABLE shelves (
    location_id TEXT NOT NULL,
    sku         TEXT NOT NULL,
    place       TEXT NOT NULL,
    PRIMARY KEY (location_id, sku)
) STRICT, WITHOUT ROWID;
