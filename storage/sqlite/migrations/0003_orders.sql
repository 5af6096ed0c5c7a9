-- 0003: orders, their lines and personal rows.
-- terms: JSON of what never changes after placement, lines included. status and fulfillment_status
-- are derived from the lines' quantities and stored for search.
CREATE TABLE orders (
    order_id           TEXT    NOT NULL PRIMARY KEY,
    number             TEXT    NOT NULL UNIQUE,
    channel_id         TEXT    NOT NULL,
    external_id        TEXT    NOT NULL,
    cart_id            TEXT,
    status             TEXT    NOT NULL CHECK (status IN ('pending_payment', 'placed', 'completed', 'canceled', 'expired')),
    fulfillment_status TEXT    NOT NULL,
    create_time_us     INTEGER NOT NULL,
    update_time_us     INTEGER NOT NULL,
    version            INTEGER NOT NULL CHECK (version >= 1),
    event_hash         BLOB    NOT NULL CHECK (length(event_hash) = 32),
    terms              TEXT    NOT NULL
) STRICT;

-- Unique for ever, longer than any kept answer (L4).
CREATE UNIQUE INDEX orders_by_external_id ON orders (channel_id, external_id);
CREATE UNIQUE INDEX orders_by_cart_id ON orders (channel_id, cart_id) WHERE cart_id IS NOT NULL;

-- Where the units of each line are (L1). Written with the order, which is why no foreign key is needed.
CREATE TABLE order_lines (
    order_id        TEXT    NOT NULL,
    line_no         INTEGER NOT NULL CHECK (line_no >= 1),
    sku             TEXT    NOT NULL,
    ordered         INTEGER NOT NULL CHECK (ordered >= 1),
    unallocated     INTEGER NOT NULL CHECK (unallocated >= 0),
    backordered     INTEGER NOT NULL CHECK (backordered >= 0),
    allocated       INTEGER NOT NULL CHECK (allocated >= 0),
    in_transfer     INTEGER NOT NULL CHECK (in_transfer >= 0),
    picking         INTEGER NOT NULL CHECK (picking >= 0),
    packed          INTEGER NOT NULL CHECK (packed >= 0),
    ready           INTEGER NOT NULL CHECK (ready >= 0),
    shipped         INTEGER NOT NULL CHECK (shipped >= 0),
    delivered       INTEGER NOT NULL CHECK (delivered >= 0),
    collected       INTEGER NOT NULL CHECK (collected >= 0),
    canceled        INTEGER NOT NULL CHECK (canceled >= 0),
    written_off     INTEGER NOT NULL CHECK (written_off >= 0),
    return_expected INTEGER NOT NULL CHECK (return_expected >= 0),
    returned        INTEGER NOT NULL CHECK (returned >= 0 AND returned <= shipped + delivered + collected),
    PRIMARY KEY (order_id, line_no),
    CHECK (ordered = unallocated + backordered + allocated + in_transfer + picking + packed + ready + shipped +
                     delivered + collected + canceled + written_off)
) STRICT, WITHOUT ROWID;

-- The one place of personal data. body: JSON of contact, address or text.
CREATE TABLE personal (
    order_id       TEXT    NOT NULL,
    personal_id    TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    create_time_us INTEGER NOT NULL,
    body           TEXT    NOT NULL,
    PRIMARY KEY (order_id, personal_id)
) STRICT, WITHOUT ROWID;
