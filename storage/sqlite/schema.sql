-- What the migrations make; compared by tests/storage/schema_test.cpp.

CREATE TABLE answer_batches (
    first_answer_no INTEGER NOT NULL PRIMARY KEY,
    commit_time_us  INTEGER NOT NULL,
    answer_keys     BLOB    NOT NULL CHECK (length(answer_keys) >= 16 AND length(answer_keys) % 16 = 0)
) STRICT;

CREATE TABLE backorders (
    sku   TEXT    NOT NULL PRIMARY KEY,
    units INTEGER NOT NULL CHECK (units >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE cart_holds (
    channel_id     TEXT    NOT NULL,
    cart_id        TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('held', 'consumed', 'released', 'expired')),
    expire_time_us INTEGER NOT NULL,
    version        INTEGER NOT NULL CHECK (version >= 1),
    event_hash     BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body           TEXT    NOT NULL,  -- JSON: lines, extended
    PRIMARY KEY (channel_id, cart_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
    channel_id TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version >= 1),
    event_hash BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE code_attempts (
    device_id TEXT NOT NULL PRIMARY KEY,
    body      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE effects (
    operation_id TEXT    NOT NULL PRIMARY KEY,
    order_id     TEXT    NOT NULL,
    channel_id   TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    due_us       INTEGER NOT NULL,
    version      INTEGER NOT NULL CHECK (version >= 1),
    event_hash   BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body         TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event_head (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL CHECK (position >= 0),
    now_us   INTEGER NOT NULL  -- time of the newest batch: no later batch has an earlier one
) STRICT;

CREATE TABLE events (
    position       INTEGER NOT NULL PRIMARY KEY,
    event_id       TEXT    NOT NULL,
    aggregate_type TEXT    NOT NULL,
    aggregate_id   TEXT    NOT NULL,
    sequence       INTEGER NOT NULL CHECK (sequence >= 1),
    type           TEXT    NOT NULL,
    type_version   INTEGER NOT NULL CHECK (type_version >= 1),
    time_us        INTEGER NOT NULL,
    actor          TEXT    NOT NULL,
    cause          TEXT    NOT NULL,
    channel_id     TEXT    NOT NULL,  -- empty: not of one channel
    location_ids   TEXT    NOT NULL,  -- ",W1,S2," or empty
    data           TEXT    NOT NULL,
    hash           BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE fulfillment_orders (
    fulfillment_order_id TEXT    NOT NULL PRIMARY KEY,
    order_id             TEXT    NOT NULL,
    location_id          TEXT    NOT NULL,
    pickup_location      TEXT    NOT NULL,  -- empty: delivered
    state                TEXT    NOT NULL,
    is_open              INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    due_us               INTEGER NOT NULL,
    version              INTEGER NOT NULL CHECK (version >= 1),
    event_hash           BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body                 TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
    sku        TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version >= 1),
    event_hash BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE kept_answers (
    answer_no  INTEGER NOT NULL PRIMARY KEY,
    answer_key BLOB    NOT NULL CHECK (length(answer_key) = 16),
    body_hash  BLOB    NOT NULL CHECK (length(body_hash) = 32),
    refusal    INTEGER NOT NULL CHECK (refusal IN (0, 1)),
    answer     BLOB    NOT NULL
) STRICT;

CREATE TABLE locations (
    location_id TEXT    NOT NULL PRIMARY KEY,
    version     INTEGER NOT NULL CHECK (version >= 1),
    event_hash  BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE order_index_head (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    indexed_to INTEGER NOT NULL,
    index_to   INTEGER NOT NULL
) STRICT;

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

CREATE VIRTUAL TABLE order_place_terms USING fts5vocab (order_places, row);

CREATE VIRTUAL TABLE order_places USING fts5 (words, content='', columnsize=0, detail=none, tokenize='ascii');

CREATE TABLE 'order_places_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'order_places_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'order_places_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

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

CREATE VIRTUAL TABLE order_word_terms USING fts5vocab (order_words, row);

CREATE VIRTUAL TABLE order_words USING fts5 (words, content='', columnsize=0, detail=none, tokenize='ascii');

CREATE TABLE 'order_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'order_words_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'order_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

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
, search_no INTEGER NOT NULL DEFAULT 0, handling TEXT NOT NULL DEFAULT '{}') STRICT;

CREATE TABLE parcel_numbers (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    given INTEGER NOT NULL CHECK (given >= 0)
) STRICT;

CREATE TABLE payment_ledgers (
    order_id   TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version >= 1),
    event_hash BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_operations (
    operation_id TEXT    NOT NULL PRIMARY KEY,
    order_id     TEXT    NOT NULL,
    channel_id   TEXT    NOT NULL,
    is_open      INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    create_us    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE personal (
    order_id       TEXT    NOT NULL,
    personal_id    TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    create_time_us INTEGER NOT NULL,
    body           TEXT    NOT NULL,
    PRIMARY KEY (order_id, personal_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pickup_codes (
    location_id TEXT    NOT NULL,
    code_hash   BLOB    NOT NULL CHECK (length(code_hash) = 32),
    pickup_id   TEXT    NOT NULL,
    holder_no   INTEGER NOT NULL,
    PRIMARY KEY (location_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE pickups (
    pickup_id   TEXT    NOT NULL PRIMARY KEY,
    order_id    TEXT    NOT NULL,
    location_id TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    is_open     INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    due_us      INTEGER NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 1),
    event_hash  BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE planned_parcels (
    location_id    TEXT    NOT NULL,
    promised_by_us INTEGER NOT NULL,
    order_id       TEXT    NOT NULL,
    PRIMARY KEY (location_id, promised_by_us, order_id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE reservations (
    owner_type  TEXT    NOT NULL CHECK (owner_type IN ('cart_hold', 'order')),
    owner_id    TEXT    NOT NULL,
    line_no     INTEGER NOT NULL CHECK (line_no >= 1),
    location_id TEXT    NOT NULL,
    sku         TEXT    NOT NULL,
    quantity    INTEGER NOT NULL CHECK (quantity >= 1),
    open        INTEGER NOT NULL CHECK (open >= 0),
    consumed    INTEGER NOT NULL CHECK (consumed >= 0),
    freed       INTEGER NOT NULL CHECK (freed >= 0),
    expired     INTEGER NOT NULL CHECK (expired >= 0),
    PRIMARY KEY (owner_type, owner_id, line_no, location_id),
    CHECK (open + consumed + freed + expired = quantity)
) STRICT, WITHOUT ROWID;

CREATE TABLE return_places (
    location_id TEXT NOT NULL,
    return_id   TEXT NOT NULL,
    PRIMARY KEY (location_id, return_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE return_policies (
    policy_version  INTEGER NOT NULL PRIMARY KEY CHECK (policy_version >= 1),
    author          TEXT    NOT NULL,
    comment         TEXT    NOT NULL,
    publish_time_us INTEGER NOT NULL,
    event_hash      BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body            TEXT    NOT NULL
) STRICT;

CREATE TABLE returns (
    return_id      TEXT    NOT NULL PRIMARY KEY,
    order_id       TEXT    NOT NULL,
    state          TEXT    NOT NULL,
    is_open        INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    create_time_us INTEGER NOT NULL,
    version        INTEGER NOT NULL CHECK (version >= 1),
    event_hash     BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body           TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE routing_decisions (
    order_id    TEXT    NOT NULL,
    decision_no INTEGER NOT NULL CHECK (decision_no >= 1),
    body        TEXT    NOT NULL,
    inputs      BLOB    NOT NULL, packed BLOB,
    PRIMARY KEY (order_id, decision_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE routing_rules (
    rules_version   INTEGER NOT NULL PRIMARY KEY CHECK (rules_version >= 1),
    state           TEXT    NOT NULL CHECK (state IN ('draft', 'published')),
    author          TEXT    NOT NULL,
    comment         TEXT    NOT NULL,
    create_time_us  INTEGER NOT NULL,
    publish_time_us INTEGER CHECK ((publish_time_us IS NULL) = (state = 'draft')),
    version         INTEGER NOT NULL CHECK (version >= 1),
    event_hash      BLOB    NOT NULL CHECK (length(event_hash) = 32),
    body            TEXT    NOT NULL
) STRICT;

CREATE TABLE rules_head (
    id               INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    newest_version   INTEGER NOT NULL CHECK (newest_version >= 0),
    version_in_force INTEGER NOT NULL CHECK (version_in_force BETWEEN 0 AND newest_version),
    publications     INTEGER NOT NULL CHECK (publications >= 0)
) STRICT;

CREATE TABLE schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT;

CREATE TABLE shelves (
    location_id TEXT NOT NULL,
    sku         TEXT NOT NULL,
    place       TEXT NOT NULL,
    PRIMARY KEY (location_id, sku)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock (
    sku            TEXT    NOT NULL REFERENCES items (sku),
    location_id    TEXT    NOT NULL REFERENCES locations (location_id),
    on_hand        INTEGER NOT NULL CHECK (on_hand >= 0),
    reserved       INTEGER NOT NULL CHECK (reserved >= 0),
    damaged        INTEGER NOT NULL CHECK (damaged >= 0),
    in_transit     INTEGER NOT NULL CHECK (in_transit >= 0),
    incoming       INTEGER NOT NULL CHECK (incoming >= 0),
    short_quantity INTEGER NOT NULL CHECK (short_quantity >= 0),
    version        INTEGER NOT NULL CHECK (version >= 0),  -- 0: no event of its own yet
    event_hash     BLOB    NOT NULL CHECK (length(event_hash) = 32),
    PRIMARY KEY (sku, location_id),
    CHECK (reserved <= on_hand + short_quantity)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_feeds (
    source      TEXT    NOT NULL,
    sku         TEXT    NOT NULL,
    location_id TEXT    NOT NULL,
    as_of_us    INTEGER NOT NULL,
    import_id   TEXT    NOT NULL,
    PRIMARY KEY (source, sku, location_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_ledger (
    batch_position  INTEGER NOT NULL,
    entry_no        INTEGER NOT NULL,
    sku             TEXT    NOT NULL,
    location_id     TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    on_hand_change  INTEGER NOT NULL,
    reserved_change INTEGER NOT NULL,
    damaged_change  INTEGER NOT NULL,
    reason_code     TEXT    NOT NULL,
    cause_id        TEXT    NOT NULL, incoming_change INTEGER NOT NULL DEFAULT 0, in_transit_change INTEGER NOT NULL DEFAULT 0,  -- the order or cart; empty: the stock row's own event
    PRIMARY KEY (batch_position, entry_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_offers (
    location_id          TEXT NOT NULL,
    fulfillment_order_id TEXT NOT NULL,
    PRIMARY KEY (location_id, fulfillment_order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE timers (
    due_us  INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    PRIMARY KEY (due_us, kind, subject)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX effects_by_order ON effects (order_id, due_us, operation_id);

CREATE INDEX effects_due ON effects (kind, due_us, operation_id) WHERE state = 'due';

CREATE INDEX effects_open ON effects (state, due_us, operation_id) WHERE state IN ('due', 'failed');

CREATE UNIQUE INDEX events_by_aggregate ON events (aggregate_type, aggregate_id, sequence);

CREATE INDEX fulfillment_orders_by_destination ON fulfillment_orders (pickup_location, is_open, due_us, fulfillment_order_id)
    WHERE pickup_location <> '' AND pickup_location <> location_id;

CREATE INDEX fulfillment_orders_by_location ON fulfillment_orders (location_id, is_open, due_us, fulfillment_order_id);

CREATE INDEX fulfillment_orders_by_order ON fulfillment_orders (order_id);

CREATE INDEX order_summaries_by_fulfillment_status ON order_summaries (fulfillment_status);

CREATE INDEX order_summaries_by_status ON order_summaries (status);

CREATE UNIQUE INDEX orders_by_cart_id ON orders (channel_id, cart_id) WHERE cart_id IS NOT NULL;

CREATE UNIQUE INDEX orders_by_external_id ON orders (channel_id, external_id);

CREATE INDEX payment_operations_by_order ON payment_operations (order_id);

CREATE INDEX payment_operations_open ON payment_operations (create_us, operation_id) WHERE is_open = 1;

CREATE INDEX pickups_by_location ON pickups (location_id, is_open, due_us, pickup_id);

CREATE INDEX pickups_by_order ON pickups (order_id);

CREATE INDEX receipts_by_location ON receipts (location_id, expected_time_us, receipt_id);

CREATE INDEX receipts_by_sku ON receipts (sku, expected_time_us, receipt_id);

CREATE INDEX receipts_by_time ON receipts (expected_time_us, receipt_id);

CREATE INDEX reservations_by_stock ON reservations (location_id, sku) WHERE owner_type = 'order' AND open > 0;

CREATE INDEX returns_by_order ON returns (order_id, return_id);

CREATE INDEX stock_by_location ON stock (location_id, sku);

CREATE INDEX waiting_lines_by_age ON waiting_lines (sku, order_id, line_no);
