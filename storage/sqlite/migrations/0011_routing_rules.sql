-- 0011: versions of the routing rules. body: JSON of the document, which never changes; version and
-- event_hash as in 0001. rules_head: how far they have come; version_in_force: 0 before the first.
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
INSERT INTO rules_head (id, newest_version, version_in_force, publications) VALUES (1, 0, 0, 0);
