-- SQLite. Times are INTEGER microseconds since 1970, amounts in base units TEXT of 78 digits with
-- leading zeros (such texts sort like numbers), UUIDs BLOBs of 16 bytes.
-- Table and column names are those of ../postgres/0001_initial.sql; a test compares them.

-- Whose database this is: mode, custody_url, organisation, issuer. A start with others is refused.
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Nodes and how often they have started: the boot number fences leases of an earlier run.
CREATE TABLE nodes (
    name       TEXT NOT NULL PRIMARY KEY,
    boot       INTEGER NOT NULL CHECK (boot > 0),
    started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    id              BLOB NOT NULL PRIMARY KEY,
    issuer          TEXT NOT NULL,
    subject         TEXT NOT NULL CHECK (subject <> ''),
    email           TEXT NOT NULL,
    email_key       TEXT NOT NULL, -- the email in lower case
    email_verified  INTEGER CHECK (email_verified IN (0, 1)), -- null: the provider does not say
    name            TEXT NOT NULL,
    search_text     TEXT NOT NULL, -- name and email in lower case, for the search
    is_employee     INTEGER NOT NULL CHECK (is_employee IN (0, 1)), -- by the latest token
    token_issued_at INTEGER, -- null: known, but never signed in
    first_seen_at   INTEGER NOT NULL,
    last_seen_at    INTEGER, -- null: known, but never signed in
    retired_at      INTEGER,
    UNIQUE (issuer, subject)
) STRICT;
CREATE INDEX users_by_email ON users (email_key, issuer);
CREATE INDEX users_by_first_seen ON users (first_seen_at DESC, id DESC);

CREATE TABLE fiat_accounts (
    id         BLOB NOT NULL PRIMARY KEY,
    user_id    BLOB NOT NULL REFERENCES users (id),
    kind       TEXT NOT NULL CHECK (kind IN ('checking', 'savings')),
    name       TEXT NOT NULL,
    iban       TEXT NOT NULL UNIQUE,
    currency   TEXT NOT NULL CHECK (currency = 'EUR'),
    created_at INTEGER NOT NULL,
    UNIQUE (user_id, kind)
) STRICT;

CREATE TABLE ledger_transactions (
    id          BLOB NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    description TEXT NOT NULL,
    at          INTEGER NOT NULL
) STRICT;

-- Double entry: the entries of one transaction sum to zero.
CREATE TABLE ledger_entries (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    transaction_id  BLOB NOT NULL REFERENCES ledger_transactions (id),
    account         TEXT NOT NULL, -- 'acc:<uuid>' or 'equity'
    fiat_account_id BLOB REFERENCES fiat_accounts (id),
    cents           INTEGER NOT NULL CHECK (cents <> 0),
    at              INTEGER NOT NULL,
    CHECK ((account = 'equity') = (fiat_account_id IS NULL))
) STRICT;
CREATE INDEX ledger_entries_by_account ON ledger_entries (fiat_account_id, seq DESC);
CREATE INDEX ledger_entries_by_transaction ON ledger_entries (transaction_id);

CREATE TABLE wallets (
    id                 BLOB NOT NULL PRIMARY KEY,
    owner_id           BLOB NOT NULL REFERENCES users (id),
    name               TEXT NOT NULL,
    network            TEXT NOT NULL,
    status             TEXT NOT NULL CHECK (status IN ('opening', 'active', 'frozen')),
    frozen_by_owner_at INTEGER,
    frozen_by_bank_at  INTEGER,
    external_id        TEXT NOT NULL UNIQUE, -- our id, as sent to custody
    custody_wallet_id  TEXT UNIQUE,
    address            TEXT, -- EIP-55
    created_at         INTEGER NOT NULL,
    opened_at          INTEGER,
    lease_node         TEXT,
    lease_boot         INTEGER,
    lease_until        INTEGER,
    open_attempts      INTEGER NOT NULL DEFAULT 0,
    next_open_at       INTEGER, -- null: at once
    UNIQUE (network, address),
    CHECK (status = 'opening' OR (custody_wallet_id IS NOT NULL AND address IS NOT NULL)),
    CHECK (status = 'opening' OR (status = 'frozen')
        = (frozen_by_owner_at IS NOT NULL OR frozen_by_bank_at IS NOT NULL)),
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
) STRICT;
CREATE INDEX wallets_by_owner ON wallets (owner_id, created_at, id);
CREATE INDEX wallets_opening ON wallets (created_at) WHERE status = 'opening';

-- The local copy of what custody reports. Unlisted tokens have the key '<Network>:<contract>'.
CREATE TABLE balances (
    wallet_id BLOB NOT NULL REFERENCES wallets (id),
    asset_key TEXT NOT NULL,
    listed    INTEGER NOT NULL CHECK (listed IN (0, 1)),
    symbol    TEXT NOT NULL,
    decimals  INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 255),
    amount    TEXT NOT NULL
        CHECK (length(amount) = 78 AND amount NOT GLOB '*[^0-9]*'
            AND amount <= '115792089237316195423570985008687907853269984665640564039457584007913129639935'),
    PRIMARY KEY (wallet_id, asset_key)
) STRICT;

CREATE TABLE balance_copies (
    wallet_id BLOB NOT NULL PRIMARY KEY REFERENCES wallets (id),
    as_of     INTEGER, -- when the request was made whose answer the copy is; null: no copy yet
    asked_at  INTEGER,
    failed_at INTEGER  -- null: the latest request succeeded
) STRICT;

-- Prices and rates are kept as the decimal texts they came as.
CREATE TABLE quotes (
    asset_key TEXT NOT NULL PRIMARY KEY,
    usd       TEXT NOT NULL,
    as_of     INTEGER NOT NULL
) STRICT;

CREATE TABLE fx_rates (
    currency   TEXT NOT NULL PRIMARY KEY,
    per_eur    TEXT NOT NULL,
    day        TEXT NOT NULL,
    fetched_at INTEGER NOT NULL
) STRICT;

CREATE TABLE delegations (
    id             BLOB NOT NULL PRIMARY KEY,
    wallet_id      BLOB NOT NULL REFERENCES wallets (id),
    grantor_id     BLOB NOT NULL REFERENCES users (id),
    grantee_id     BLOB NOT NULL REFERENCES users (id),
    permission     TEXT NOT NULL CHECK (permission IN ('view', 'transfer')),
    transfer_limit TEXT
        CHECK (length(transfer_limit) = 78 AND transfer_limit NOT GLOB '*[^0-9]*'
            AND transfer_limit <= '115792089237316195423570985008687907853269984665640564039457584007913129639935'),
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    UNIQUE (wallet_id, grantee_id),
    CHECK (permission = 'transfer' OR transfer_limit IS NULL),
    CHECK (grantor_id <> grantee_id)
) STRICT;
CREATE INDEX delegations_by_grantee ON delegations (grantee_id, created_at DESC, id DESC);
CREATE INDEX delegations_by_grantor ON delegations (grantor_id, created_at DESC, id DESC);

CREATE TABLE transfers (
    id                BLOB NOT NULL PRIMARY KEY,
    wallet_id         BLOB NOT NULL REFERENCES wallets (id),
    wallet_name       TEXT NOT NULL, -- as it was when the transfer was made
    initiator_id      BLOB NOT NULL REFERENCES users (id),
    asset_id          TEXT NOT NULL,
    amount            TEXT NOT NULL
        CHECK (length(amount) = 78 AND amount NOT GLOB '*[^0-9]*'
            AND amount <= '115792089237316195423570985008687907853269984665640564039457584007913129639935')
        CHECK (amount > '000000000000000000000000000000000000000000000000000000000000000000000000000000'),
    destination       TEXT NOT NULL, -- EIP-55
    body              BLOB NOT NULL, -- the outgoing body, rendered once
    body_hash         TEXT NOT NULL CHECK (length(body_hash) = 64), -- SHA-256, lower-case hex
    external_id       TEXT NOT NULL UNIQUE CHECK (length(external_id) BETWEEN 1 AND 50),
    rule_kind         TEXT NOT NULL,
    rule_threshold    TEXT
        CHECK (length(rule_threshold) = 78 AND rule_threshold NOT GLOB '*[^0-9]*'
            AND rule_threshold <= '115792089237316195423570985008687907853269984665640564039457584007913129639935'),
    rule_set_by       TEXT,
    initiated_as      TEXT NOT NULL CHECK (initiated_as IN ('owner', 'delegate')),
    status            TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'submitting',
        'broadcasted', 'confirmed', 'failed', 'rejected', 'cancelled')),
    reason_code       TEXT,
    reason            TEXT,
    custody_id        TEXT UNIQUE,
    tx_hash           TEXT,
    fee               TEXT
        CHECK (length(fee) = 78 AND fee NOT GLOB '*[^0-9]*'
            AND fee <= '115792089237316195423570985008687907853269984665640564039457584007913129639935'),
    held_by_custody   INTEGER NOT NULL DEFAULT false CHECK (held_by_custody IN (0, 1)),
    attention_code    TEXT,
    attention_since   INTEGER,
    attention_detail  TEXT,
    absent_since      INTEGER, -- first time that custody's listing did not have it
    lease_node        TEXT,
    lease_boot        INTEGER,
    lease_until       INTEGER,
    lease_claim       INTEGER NOT NULL DEFAULT 0, -- counts the claims, fences each from the next
    attempts          INTEGER NOT NULL DEFAULT 0,
    next_attempt_at   INTEGER, -- null: at once
    created_at        INTEGER NOT NULL,
    decided_at        INTEGER,
    submitting_at     INTEGER,
    broadcasted_at    INTEGER,
    confirmed_at      INTEGER,
    ended_at          INTEGER,
    updated_at        INTEGER NOT NULL,
    CHECK (status NOT IN ('broadcasted', 'confirmed') OR tx_hash IS NOT NULL),
    CHECK ((attention_code IS NULL) = (attention_since IS NULL)),
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
) STRICT;
CREATE INDEX transfers_by_wallet ON transfers (wallet_id, created_at DESC, id DESC);
CREATE INDEX transfers_by_initiator ON transfers (initiator_id, created_at DESC, id DESC);
CREATE INDEX transfers_by_status ON transfers (status, created_at, id);
CREATE INDEX transfers_by_created ON transfers (created_at DESC, id DESC);
CREATE INDEX transfers_by_destination ON transfers (destination);
CREATE INDEX transfers_owed ON transfers (created_at, id)
    WHERE status IN ('approved', 'submitting', 'broadcasted');
CREATE INDEX transfers_in_attention ON transfers (attention_since, id)
    WHERE attention_code IS NOT NULL;

-- Who was owner or delegate of the source wallet when the transfer was made.
CREATE TABLE transfer_parties (
    transfer_id BLOB NOT NULL REFERENCES transfers (id),
    user_id     BLOB NOT NULL REFERENCES users (id),
    part        TEXT NOT NULL CHECK (part IN ('owner', 'delegate')),
    PRIMARY KEY (transfer_id, user_id, part)
) STRICT;

-- The history of a transfer, always a path of the state machine.
CREATE TABLE transfer_steps (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    transfer_id BLOB NOT NULL REFERENCES transfers (id),
    status      TEXT NOT NULL,
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX transfer_steps_by_transfer ON transfer_steps (transfer_id, seq);

CREATE TABLE transfer_attempts (
    transfer_id BLOB NOT NULL REFERENCES transfers (id),
    n           INTEGER NOT NULL CHECK (n > 0),
    started_at  INTEGER NOT NULL,
    node        TEXT NOT NULL,
    boot        INTEGER NOT NULL,
    ending      TEXT, -- null: unknown, for ever
    detail      TEXT,
    ended_at    INTEGER,
    PRIMARY KEY (transfer_id, n),
    CHECK ((ending IS NULL) = (ended_at IS NULL))
) STRICT;

CREATE TABLE approvals (
    id          BLOB NOT NULL PRIMARY KEY,
    transfer_id BLOB NOT NULL REFERENCES transfers (id),
    decider_id  BLOB NOT NULL REFERENCES users (id),
    decision    TEXT NOT NULL CHECK (decision IN ('approve', 'reject')),
    comment     TEXT,
    body_hash   TEXT NOT NULL,
    at          INTEGER NOT NULL,
    UNIQUE (transfer_id, decider_id)
) STRICT;

-- The thing is written in the transaction that claims the key.
CREATE TABLE idempotency_keys (
    user_id    BLOB NOT NULL REFERENCES users (id),
    route      TEXT NOT NULL,
    key        TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128),
    body_hash  TEXT NOT NULL,
    thing_kind TEXT,
    thing_id   BLOB,
    status     INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, route, key),
    CHECK ((thing_kind IS NULL) = (thing_id IS NULL) AND (thing_kind IS NULL) = (status IS NULL))
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE audit (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    actor_id   BLOB, -- null: the bank itself
    actor      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    before     TEXT, -- JSON
    after      TEXT, -- JSON
    request_id TEXT NOT NULL,
    address    TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject, seq DESC);
CREATE INDEX audit_by_actor ON audit (actor_id, seq DESC);
CREATE INDEX audit_by_kind ON audit (kind, seq DESC);

-- What server-sent events are made of. Numbers are visible in their order.
CREATE TABLE events (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    subject   TEXT NOT NULL, -- id on the wire
    wallet_id BLOB REFERENCES wallets (id),
    user_id   BLOB REFERENCES users (id), -- one more addressee
    staff     INTEGER NOT NULL CHECK (staff IN (0, 1))
) STRICT;
CREATE INDEX events_by_age ON events (at);

-- One row, which every transfer and decision locks first.
CREATE TABLE pause (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    paused_at INTEGER,
    paused_by TEXT,
    reason    TEXT,
    CHECK ((paused_at IS NULL) = (paused_by IS NULL))
) STRICT;
INSERT INTO pause (id) VALUES (1);

-- What the running bank knows about itself: the latest value of each fact.
CREATE TABLE service_state (
    key   TEXT NOT NULL PRIMARY KEY,
    at    INTEGER NOT NULL,
    value TEXT NOT NULL
) STRICT;

-- What may not happen, whoever asks.

CREATE TRIGGER transfers_keep_their_identity BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN OLD.wallet_id IS NOT NEW.wallet_id
        OR OLD.initiator_id IS NOT NEW.initiator_id
        OR OLD.asset_id IS NOT NEW.asset_id
        OR OLD.amount IS NOT NEW.amount
        OR OLD.destination IS NOT NEW.destination
        OR OLD.body IS NOT NEW.body
        OR OLD.body_hash IS NOT NEW.body_hash
        OR OLD.external_id IS NOT NEW.external_id
        OR OLD.created_at IS NOT NEW.created_at
BEGIN
    SELECT RAISE(ABORT, 'transfers: what was asked for never changes');
END;

CREATE TRIGGER wallets_keep_their_identity BEFORE UPDATE ON wallets FOR EACH ROW
    WHEN OLD.owner_id IS NOT NEW.owner_id
        OR OLD.network IS NOT NEW.network
        OR OLD.external_id IS NOT NEW.external_id
        OR OLD.created_at IS NOT NEW.created_at
BEGIN
    SELECT RAISE(ABORT, 'wallets: what a wallet is never changes');
END;

CREATE TRIGGER wallets_custody_wallet_id_once BEFORE UPDATE ON wallets FOR EACH ROW
    WHEN OLD.custody_wallet_id IS NOT NULL AND OLD.custody_wallet_id IS NOT NEW.custody_wallet_id
BEGIN
    SELECT RAISE(ABORT, 'wallets: custody_wallet_id is set once');
END;

CREATE TRIGGER wallets_address_once BEFORE UPDATE ON wallets FOR EACH ROW
    WHEN OLD.address IS NOT NULL AND OLD.address IS NOT NEW.address
BEGIN
    SELECT RAISE(ABORT, 'wallets: address is set once');
END;

CREATE TRIGGER transfers_custody_id_once BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN OLD.custody_id IS NOT NULL AND OLD.custody_id IS NOT NEW.custody_id
BEGIN
    SELECT RAISE(ABORT, 'transfers: custody_id is set once');
END;

CREATE TRIGGER transfer_attempts_ending_once BEFORE UPDATE ON transfer_attempts FOR EACH ROW
    WHEN OLD.ending IS NOT NULL AND OLD.ending IS NOT NEW.ending
BEGIN
    SELECT RAISE(ABORT, 'transfer_attempts: ending is set once');
END;

CREATE TRIGGER transfers_begin BEFORE INSERT ON transfers FOR EACH ROW
    WHEN NEW.status NOT IN ('pending', 'approved')
BEGIN
    SELECT RAISE(ABORT, 'transfers: not a first status');
END;

CREATE TRIGGER wallets_begin BEFORE INSERT ON wallets FOR EACH ROW
    WHEN NEW.status NOT IN ('opening')
BEGIN
    SELECT RAISE(ABORT, 'wallets: not a first status');
END;

CREATE TRIGGER transfers_step BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN OLD.status <> NEW.status AND NOT (
        (OLD.status = 'pending' AND NEW.status IN ('approved', 'rejected', 'cancelled'))
        OR (OLD.status = 'approved' AND NEW.status IN ('submitting', 'cancelled'))
        OR (OLD.status = 'submitting' AND NEW.status IN ('approved', 'broadcasted', 'failed'))
        OR (OLD.status = 'broadcasted' AND NEW.status IN ('confirmed', 'failed')))
BEGIN
    SELECT RAISE(ABORT, 'transfers: not a step of this status');
END;

CREATE TRIGGER transfers_claims_count_up BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN NEW.lease_claim < OLD.lease_claim
BEGIN
    SELECT RAISE(ABORT, 'transfers: claims only count up');
END;

-- Let go of is only what certainly was not sent.
CREATE TRIGGER transfers_let_go BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN ((OLD.status = 'submitting' AND NEW.status = 'approved')
            OR (OLD.status = 'approved' AND NEW.status = 'cancelled'))
        AND EXISTS (SELECT 1 FROM transfer_attempts a
            WHERE a.transfer_id = OLD.id AND a.ending IS NOT 'not_sent')
BEGIN
    SELECT RAISE(ABORT, 'transfers: an attempt may have been carried out');
END;

-- Custody has it and ended it, or custody refused the newest attempt.
CREATE TRIGGER transfers_fail_by_refusal BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN OLD.status = 'submitting' AND NEW.status = 'failed' AND NEW.custody_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM transfer_attempts a
            WHERE a.transfer_id = OLD.id AND a.ending IN ('invalid', 'conflict')
            AND a.n = (SELECT max(n) FROM transfer_attempts WHERE transfer_id = OLD.id))
BEGIN
    SELECT RAISE(ABORT, 'transfers: nobody refused the newest attempt');
END;

CREATE TRIGGER wallets_step BEFORE UPDATE ON wallets FOR EACH ROW
    WHEN OLD.status <> NEW.status AND NOT (
        (OLD.status = 'opening' AND NEW.status IN ('active', 'frozen'))
        OR (OLD.status = 'active' AND NEW.status IN ('frozen'))
        OR (OLD.status = 'frozen' AND NEW.status IN ('active')))
BEGIN
    SELECT RAISE(ABORT, 'wallets: not a step of this status');
END;

CREATE TRIGGER transfers_stay BEFORE DELETE ON transfers FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'transfers: rows are never deleted');
END;

CREATE TRIGGER wallets_stay BEFORE DELETE ON wallets FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'wallets: rows are never deleted');
END;

CREATE TRIGGER users_stay BEFORE DELETE ON users FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'users: rows are never deleted');
END;

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'audit: rows are never changed');
END;

CREATE TRIGGER audit_stay BEFORE DELETE ON audit FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'audit: rows are never deleted');
END;

CREATE TRIGGER approvals_unchanged BEFORE UPDATE ON approvals FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'approvals: rows are never changed');
END;

CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'approvals: rows are never deleted');
END;

CREATE TRIGGER transfer_steps_unchanged BEFORE UPDATE ON transfer_steps FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'transfer_steps: rows are never changed');
END;

CREATE TRIGGER transfer_steps_stay BEFORE DELETE ON transfer_steps FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'transfer_steps: rows are never deleted');
END;

CREATE TRIGGER transfer_parties_unchanged BEFORE UPDATE ON transfer_parties FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'transfer_parties: rows are never changed');
END;

CREATE TRIGGER transfer_parties_stay BEFORE DELETE ON transfer_parties FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'transfer_parties: rows are never deleted');
END;

CREATE TRIGGER ledger_transactions_unchanged BEFORE UPDATE ON ledger_transactions FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'ledger_transactions: rows are never changed');
END;

CREATE TRIGGER ledger_transactions_stay BEFORE DELETE ON ledger_transactions FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'ledger_transactions: rows are never deleted');
END;

CREATE TRIGGER ledger_entries_unchanged BEFORE UPDATE ON ledger_entries FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'ledger_entries: rows are never changed');
END;

CREATE TRIGGER ledger_entries_stay BEFORE DELETE ON ledger_entries FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'ledger_entries: rows are never deleted');
END;
