-- What custody tells by itself, and what comparing our books with custody's has found. Table and
-- column names are those of ../postgres/0002_webhooks.sql; a test compares them.

-- One row for each thing and state that a verified message told of; a repetition is counted. What
-- a message says is never booked: it is the reason to ask custody.
CREATE TABLE inbox (
    id                BLOB NOT NULL PRIMARY KEY,
    kind              TEXT NOT NULL CHECK (kind IN ('transfer', 'wallet', 'movement')),
    entity            TEXT NOT NULL CHECK (entity <> ''), -- names the thing at custody
    state             TEXT NOT NULL CHECK (state <> ''),
    custody_wallet_id TEXT NOT NULL,
    facts             TEXT NOT NULL, -- JSON in the bank's words
    received_at       INTEGER NOT NULL,
    repeated          INTEGER NOT NULL DEFAULT 0 CHECK (repeated >= 0),
    attempts          INTEGER NOT NULL DEFAULT 0,
    next_at           INTEGER, -- null: at once
    lease_node        TEXT,
    lease_boot        INTEGER,
    lease_until       INTEGER,
    worked_at         INTEGER,
    outcome           TEXT CHECK (outcome IN ('done', 'stale', 'unknown')),
    UNIQUE (entity, state),
    CHECK ((worked_at IS NULL) = (outcome IS NULL)),
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
) STRICT;
CREATE INDEX inbox_due ON inbox (received_at, id) WHERE worked_at IS NULL;
CREATE INDEX inbox_movements ON inbox (custody_wallet_id, received_at DESC)
    WHERE kind = 'movement';
CREATE INDEX inbox_by_age ON inbox (worked_at);

-- Facts for which an alert stands in the audit already: each is raised once.
CREATE TABLE raised_alerts (
    fact    TEXT NOT NULL PRIMARY KEY, -- names the fact, partly in custody's words
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

-- How far our books on each wallet were compared with custody's.
CREATE TABLE wallet_comparisons (
    wallet_id     BLOB NOT NULL PRIMARY KEY REFERENCES wallets (id),
    compared_at   INTEGER, -- null: never to the end
    transfer_mark TEXT, -- custody's newest transfer that was compared
    history_mark  INTEGER, -- the newest block that was compared
    next_at       INTEGER, -- null: when its time has come
    lease_node    TEXT,
    lease_boot    INTEGER,
    lease_until   INTEGER,
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
) STRICT;
CREATE INDEX wallet_comparisons_by_age ON wallet_comparisons (compared_at);
