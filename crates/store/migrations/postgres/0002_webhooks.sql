-- What custody tells by itself, and what comparing our books with custody's has found. Table and
-- column names are those of ../sqlite/0002_webhooks.sql; a test compares them.

-- One row for each thing and state that a verified message told of; a repetition is counted. What
-- a message says is never booked: it is the reason to ask custody.
CREATE TABLE inbox (
    id                uuid PRIMARY KEY,
    kind              text NOT NULL CHECK (kind IN ('transfer', 'wallet', 'movement')),
    entity            text NOT NULL CHECK (entity <> ''), -- names the thing at custody
    state             text NOT NULL CHECK (state <> ''),
    custody_wallet_id text NOT NULL,
    facts             text NOT NULL, -- JSON in the bank's words
    received_at       timestamptz NOT NULL,
    repeated          bigint NOT NULL DEFAULT 0 CHECK (repeated >= 0),
    attempts          bigint NOT NULL DEFAULT 0,
    next_at           timestamptz, -- null: at once
    lease_node        text,
    lease_boot        bigint,
    lease_until       timestamptz,
    worked_at         timestamptz,
    outcome           text CHECK (outcome IN ('done', 'stale', 'unknown')),
    UNIQUE (entity, state),
    CHECK ((worked_at IS NULL) = (outcome IS NULL)),
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
);
CREATE INDEX inbox_due ON inbox (received_at, id) WHERE worked_at IS NULL;
CREATE INDEX inbox_movements ON inbox (custody_wallet_id, received_at DESC)
    WHERE kind = 'movement';
CREATE INDEX inbox_by_age ON inbox (worked_at);

-- Facts for which an alert stands in the audit already: each is raised once.
CREATE TABLE raised_alerts (
    fact    text PRIMARY KEY, -- names the fact, partly in custody's words
    kind    text NOT NULL,
    subject text NOT NULL,
    at      timestamptz NOT NULL
);

-- How far our books on each wallet were compared with custody's.
CREATE TABLE wallet_comparisons (
    wallet_id     uuid PRIMARY KEY REFERENCES wallets (id),
    compared_at   timestamptz, -- null: never to the end
    transfer_mark text, -- custody's newest transfer that was compared
    history_mark  bigint, -- the newest block that was compared
    next_at       timestamptz, -- null: when its time has come
    lease_node    text,
    lease_boot    bigint,
    lease_until   timestamptz,
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
);
CREATE INDEX wallet_comparisons_by_age ON wallet_comparisons (compared_at);
