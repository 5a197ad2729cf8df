-- PostgreSQL 15 or later. Times are timestamptz, amounts in base units numeric(78,0).
-- Table and column names are those of ../sqlite/0001_initial.sql; a test compares them.

-- Whose database this is: mode, custody_url, organisation, issuer. A start with others is refused.
CREATE TABLE meta (
    key   text PRIMARY KEY,
    value text NOT NULL
);

-- Nodes and how often they have started: the boot number fences leases of an earlier run.
CREATE TABLE nodes (
    name       text PRIMARY KEY,
    boot       bigint NOT NULL CHECK (boot > 0),
    started_at timestamptz NOT NULL
);

CREATE TABLE users (
    id              uuid PRIMARY KEY,
    issuer          text NOT NULL,
    subject         text NOT NULL CHECK (subject <> ''),
    email           text NOT NULL,
    email_key       text NOT NULL, -- the email in lower case
    email_verified  boolean, -- null: the provider does not say
    name            text NOT NULL,
    search_text     text NOT NULL, -- name and email in lower case, for the search
    is_employee     boolean NOT NULL, -- by the latest token
    token_issued_at timestamptz, -- null: known, but never signed in
    first_seen_at   timestamptz NOT NULL,
    last_seen_at    timestamptz, -- null: known, but never signed in
    retired_at      timestamptz,
    UNIQUE (issuer, subject)
);
CREATE INDEX users_by_email ON users (email_key, issuer);
CREATE INDEX users_by_first_seen ON users (first_seen_at DESC, id DESC);

CREATE TABLE fiat_accounts (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id),
    kind       text NOT NULL CHECK (kind IN ('checking', 'savings')),
    name       text NOT NULL,
    iban       text NOT NULL UNIQUE,
    currency   text NOT NULL CHECK (currency = 'EUR'),
    created_at timestamptz NOT NULL,
    UNIQUE (user_id, kind)
);

CREATE TABLE ledger_transactions (
    id          uuid PRIMARY KEY,
    kind        text NOT NULL,
    description text NOT NULL,
    at          timestamptz NOT NULL
);

-- Double entry: the entries of one transaction sum to zero.
CREATE TABLE ledger_entries (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id  uuid NOT NULL REFERENCES ledger_transactions (id),
    account         text NOT NULL, -- 'acc:<uuid>' or 'equity'
    fiat_account_id uuid REFERENCES fiat_accounts (id),
    cents           bigint NOT NULL CHECK (cents <> 0),
    at              timestamptz NOT NULL,
    CHECK ((account = 'equity') = (fiat_account_id IS NULL))
);
CREATE INDEX ledger_entries_by_account ON ledger_entries (fiat_account_id, seq DESC);
CREATE INDEX ledger_entries_by_transaction ON ledger_entries (transaction_id);

CREATE TABLE wallets (
    id                 uuid PRIMARY KEY,
    owner_id           uuid NOT NULL REFERENCES users (id),
    name               text NOT NULL,
    network            text NOT NULL,
    status             text NOT NULL CHECK (status IN ('opening', 'active', 'frozen')),
    frozen_by_owner_at timestamptz,
    frozen_by_bank_at  timestamptz,
    external_id        text NOT NULL UNIQUE, -- our id, as sent to custody
    custody_wallet_id  text UNIQUE,
    address            text, -- EIP-55
    created_at         timestamptz NOT NULL,
    opened_at          timestamptz,
    lease_node         text,
    lease_boot         bigint,
    lease_until        timestamptz,
    open_attempts      bigint NOT NULL DEFAULT 0,
    next_open_at       timestamptz, -- null: at once
    UNIQUE (network, address),
    CHECK (status = 'opening' OR (custody_wallet_id IS NOT NULL AND address IS NOT NULL)),
    CHECK (status = 'opening' OR (status = 'frozen')
        = (frozen_by_owner_at IS NOT NULL OR frozen_by_bank_at IS NOT NULL)),
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
);
CREATE INDEX wallets_by_owner ON wallets (owner_id, created_at, id);
CREATE INDEX wallets_opening ON wallets (created_at) WHERE status = 'opening';

-- The local copy of what custody reports. Unlisted tokens have the key '<Network>:<contract>'.
CREATE TABLE balances (
    wallet_id uuid NOT NULL REFERENCES wallets (id),
    asset_key text NOT NULL,
    listed    boolean NOT NULL,
    symbol    text NOT NULL,
    decimals  bigint NOT NULL CHECK (decimals BETWEEN 0 AND 255),
    amount    numeric(78,0) NOT NULL
        CHECK (amount BETWEEN 0 AND 115792089237316195423570985008687907853269984665640564039457584007913129639935),
    PRIMARY KEY (wallet_id, asset_key)
);

CREATE TABLE balance_copies (
    wallet_id uuid PRIMARY KEY REFERENCES wallets (id),
    as_of     timestamptz, -- when the request was made whose answer the copy is; null: no copy yet
    asked_at  timestamptz,
    failed_at timestamptz  -- null: the latest request succeeded
);

-- Prices and rates are kept as the decimal texts they came as.
CREATE TABLE quotes (
    asset_key text PRIMARY KEY,
    usd       text NOT NULL,
    as_of     timestamptz NOT NULL
);

CREATE TABLE fx_rates (
    currency   text PRIMARY KEY,
    per_eur    text NOT NULL,
    day        text NOT NULL,
    fetched_at timestamptz NOT NULL
);

CREATE TABLE delegations (
    id             uuid PRIMARY KEY,
    wallet_id      uuid NOT NULL REFERENCES wallets (id),
    grantor_id     uuid NOT NULL REFERENCES users (id),
    grantee_id     uuid NOT NULL REFERENCES users (id),
    permission     text NOT NULL CHECK (permission IN ('view', 'transfer')),
    transfer_limit numeric(78,0)
        CHECK (transfer_limit BETWEEN 0 AND 115792089237316195423570985008687907853269984665640564039457584007913129639935),
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    UNIQUE (wallet_id, grantee_id),
    CHECK (permission = 'transfer' OR transfer_limit IS NULL),
    CHECK (grantor_id <> grantee_id)
);
CREATE INDEX delegations_by_grantee ON delegations (grantee_id, created_at DESC, id DESC);
CREATE INDEX delegations_by_grantor ON delegations (grantor_id, created_at DESC, id DESC);

CREATE TABLE transfers (
    id                uuid PRIMARY KEY,
    wallet_id         uuid NOT NULL REFERENCES wallets (id),
    wallet_name       text NOT NULL, -- as it was when the transfer was made
    initiator_id      uuid NOT NULL REFERENCES users (id),
    asset_id          text NOT NULL,
    amount            numeric(78,0) NOT NULL
        CHECK (amount BETWEEN 0 AND 115792089237316195423570985008687907853269984665640564039457584007913129639935)
        CHECK (amount > 0),
    destination       text NOT NULL, -- EIP-55
    body              bytea NOT NULL, -- the outgoing body, rendered once
    body_hash         text NOT NULL CHECK (length(body_hash) = 64), -- SHA-256, lower-case hex
    external_id       text NOT NULL UNIQUE CHECK (length(external_id) BETWEEN 1 AND 50),
    rule_kind         text NOT NULL,
    rule_threshold    numeric(78,0)
        CHECK (rule_threshold BETWEEN 0 AND 115792089237316195423570985008687907853269984665640564039457584007913129639935),
    rule_set_by       text,
    initiated_as      text NOT NULL CHECK (initiated_as IN ('owner', 'delegate')),
    status            text NOT NULL CHECK (status IN ('pending', 'approved', 'submitting',
        'broadcasted', 'confirmed', 'failed', 'rejected', 'cancelled')),
    reason_code       text,
    reason            text,
    custody_id        text UNIQUE,
    tx_hash           text,
    fee               numeric(78,0)
        CHECK (fee BETWEEN 0 AND 115792089237316195423570985008687907853269984665640564039457584007913129639935),
    held_by_custody   boolean NOT NULL DEFAULT false,
    attention_code    text,
    attention_since   timestamptz,
    attention_detail  text,
    absent_since      timestamptz, -- first time that custody's listing did not have it
    lease_node        text,
    lease_boot        bigint,
    lease_until       timestamptz,
    lease_claim       bigint NOT NULL DEFAULT 0, -- counts the claims, fences each from the next
    attempts          bigint NOT NULL DEFAULT 0,
    next_attempt_at   timestamptz, -- null: at once
    created_at        timestamptz NOT NULL,
    decided_at        timestamptz,
    submitting_at     timestamptz,
    broadcasted_at    timestamptz,
    confirmed_at      timestamptz,
    ended_at          timestamptz,
    updated_at        timestamptz NOT NULL,
    CHECK (status NOT IN ('broadcasted', 'confirmed') OR tx_hash IS NOT NULL),
    CHECK ((attention_code IS NULL) = (attention_since IS NULL)),
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
);
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
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    user_id     uuid NOT NULL REFERENCES users (id),
    part        text NOT NULL CHECK (part IN ('owner', 'delegate')),
    PRIMARY KEY (transfer_id, user_id, part)
);

-- The history of a transfer, always a path of the state machine.
CREATE TABLE transfer_steps (
    seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    status      text NOT NULL,
    at          timestamptz NOT NULL
);
CREATE INDEX transfer_steps_by_transfer ON transfer_steps (transfer_id, seq);

CREATE TABLE transfer_attempts (
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    n           bigint NOT NULL CHECK (n > 0),
    started_at  timestamptz NOT NULL,
    node        text NOT NULL,
    boot        bigint NOT NULL,
    ending      text, -- null: unknown, for ever
    detail      text,
    ended_at    timestamptz,
    PRIMARY KEY (transfer_id, n),
    CHECK ((ending IS NULL) = (ended_at IS NULL))
);

CREATE TABLE approvals (
    id          uuid PRIMARY KEY,
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    decider_id  uuid NOT NULL REFERENCES users (id),
    decision    text NOT NULL CHECK (decision IN ('approve', 'reject')),
    comment     text,
    body_hash   text NOT NULL,
    at          timestamptz NOT NULL,
    UNIQUE (transfer_id, decider_id)
);

-- The thing is written in the transaction that claims the key.
CREATE TABLE idempotency_keys (
    user_id    uuid NOT NULL REFERENCES users (id),
    route      text NOT NULL,
    key        text NOT NULL CHECK (length(key) BETWEEN 1 AND 128),
    body_hash  text NOT NULL,
    thing_kind text,
    thing_id   uuid,
    status     bigint,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, route, key),
    CHECK ((thing_kind IS NULL) = (thing_id IS NULL) AND (thing_kind IS NULL) = (status IS NULL))
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE audit (
    seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor_id   uuid, -- null: the bank itself
    actor      text NOT NULL,
    kind       text NOT NULL,
    subject    text NOT NULL,
    before     text, -- JSON
    after      text, -- JSON
    request_id text NOT NULL,
    address    text NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, seq DESC);
CREATE INDEX audit_by_actor ON audit (actor_id, seq DESC);
CREATE INDEX audit_by_kind ON audit (kind, seq DESC);

-- What server-sent events are made of. Numbers are visible in their order.
CREATE TABLE events (
    seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    kind      text NOT NULL,
    subject   text NOT NULL, -- id on the wire
    wallet_id uuid REFERENCES wallets (id),
    user_id   uuid REFERENCES users (id), -- one more addressee
    staff     boolean NOT NULL
);
CREATE INDEX events_by_age ON events (at);

-- One row, which every transfer and decision locks first.
CREATE TABLE pause (
    id        bigint PRIMARY KEY CHECK (id = 1),
    paused_at timestamptz,
    paused_by text,
    reason    text,
    CHECK ((paused_at IS NULL) = (paused_by IS NULL))
);
INSERT INTO pause (id) VALUES (1);

-- What the running bank knows about itself: the latest value of each fact.
CREATE TABLE service_state (
    key   text PRIMARY KEY,
    at    timestamptz NOT NULL,
    value text NOT NULL
);

-- What may not happen, whoever asks.

-- Refuses the change with the trigger's argument as the message.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0];
END;
$$;

CREATE TRIGGER transfers_keep_their_identity BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN (OLD.wallet_id IS DISTINCT FROM NEW.wallet_id
        OR OLD.initiator_id IS DISTINCT FROM NEW.initiator_id
        OR OLD.asset_id IS DISTINCT FROM NEW.asset_id
        OR OLD.amount IS DISTINCT FROM NEW.amount
        OR OLD.destination IS DISTINCT FROM NEW.destination
        OR OLD.body IS DISTINCT FROM NEW.body
        OR OLD.body_hash IS DISTINCT FROM NEW.body_hash
        OR OLD.external_id IS DISTINCT FROM NEW.external_id
        OR OLD.created_at IS DISTINCT FROM NEW.created_at)
    EXECUTE FUNCTION refuse_change('what was asked for never changes');

CREATE TRIGGER wallets_keep_their_identity BEFORE UPDATE ON wallets FOR EACH ROW
    WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id
        OR OLD.network IS DISTINCT FROM NEW.network
        OR OLD.external_id IS DISTINCT FROM NEW.external_id
        OR OLD.created_at IS DISTINCT FROM NEW.created_at)
    EXECUTE FUNCTION refuse_change('what a wallet is never changes');

CREATE TRIGGER wallets_custody_wallet_id_once BEFORE UPDATE ON wallets FOR EACH ROW
    WHEN (OLD.custody_wallet_id IS NOT NULL AND OLD.custody_wallet_id IS DISTINCT FROM NEW.custody_wallet_id)
    EXECUTE FUNCTION refuse_change('custody_wallet_id is set once');

CREATE TRIGGER wallets_address_once BEFORE UPDATE ON wallets FOR EACH ROW
    WHEN (OLD.address IS NOT NULL AND OLD.address IS DISTINCT FROM NEW.address)
    EXECUTE FUNCTION refuse_change('address is set once');

CREATE TRIGGER transfers_custody_id_once BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN (OLD.custody_id IS NOT NULL AND OLD.custody_id IS DISTINCT FROM NEW.custody_id)
    EXECUTE FUNCTION refuse_change('custody_id is set once');

CREATE TRIGGER transfer_attempts_ending_once BEFORE UPDATE ON transfer_attempts FOR EACH ROW
    WHEN (OLD.ending IS NOT NULL AND OLD.ending IS DISTINCT FROM NEW.ending)
    EXECUTE FUNCTION refuse_change('ending is set once');

CREATE TRIGGER transfers_begin BEFORE INSERT ON transfers FOR EACH ROW
    WHEN (NEW.status NOT IN ('pending', 'approved'))
    EXECUTE FUNCTION refuse_change('not a first status');

CREATE TRIGGER wallets_begin BEFORE INSERT ON wallets FOR EACH ROW
    WHEN (NEW.status NOT IN ('opening'))
    EXECUTE FUNCTION refuse_change('not a first status');

CREATE TRIGGER transfers_step BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN (OLD.status <> NEW.status AND NOT (
        (OLD.status = 'pending' AND NEW.status IN ('approved', 'rejected', 'cancelled'))
        OR (OLD.status = 'approved' AND NEW.status IN ('submitting', 'cancelled'))
        OR (OLD.status = 'submitting' AND NEW.status IN ('approved', 'broadcasted', 'failed'))
        OR (OLD.status = 'broadcasted' AND NEW.status IN ('confirmed', 'failed'))))
    EXECUTE FUNCTION refuse_change('not a step of this status');

CREATE TRIGGER transfers_claims_count_up BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN (NEW.lease_claim < OLD.lease_claim)
    EXECUTE FUNCTION refuse_change('claims only count up');

-- Refuses to let go of a transfer that may have been sent. A WHEN clause cannot ask a table.
CREATE FUNCTION refuse_to_let_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM transfer_attempts a
        WHERE a.transfer_id = OLD.id AND a.ending IS DISTINCT FROM 'not_sent') THEN
        RAISE EXCEPTION 'transfers: an attempt may have been carried out';
    END IF;
    RETURN NEW;
END;
$$;

-- Let go of is only what certainly was not sent.
CREATE TRIGGER transfers_let_go BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN ((OLD.status = 'submitting' AND NEW.status = 'approved')
        OR (OLD.status = 'approved' AND NEW.status = 'cancelled'))
    EXECUTE FUNCTION refuse_to_let_go();

-- Refuses a failure that rests on nobody's refusal. A WHEN clause cannot ask a table.
CREATE FUNCTION refuse_unfounded_failure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM transfer_attempts a
        WHERE a.transfer_id = OLD.id AND a.ending IN ('invalid', 'conflict')
        AND a.n = (SELECT max(n) FROM transfer_attempts WHERE transfer_id = OLD.id)) THEN
        RAISE EXCEPTION 'transfers: nobody refused the newest attempt';
    END IF;
    RETURN NEW;
END;
$$;

-- Custody has it and ended it, or custody refused the newest attempt.
CREATE TRIGGER transfers_fail_by_refusal BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN (OLD.status = 'submitting' AND NEW.status = 'failed' AND NEW.custody_id IS NULL)
    EXECUTE FUNCTION refuse_unfounded_failure();

CREATE TRIGGER wallets_step BEFORE UPDATE ON wallets FOR EACH ROW
    WHEN (OLD.status <> NEW.status AND NOT (
        (OLD.status = 'opening' AND NEW.status IN ('active', 'frozen'))
        OR (OLD.status = 'active' AND NEW.status IN ('frozen'))
        OR (OLD.status = 'frozen' AND NEW.status IN ('active'))))
    EXECUTE FUNCTION refuse_change('not a step of this status');

CREATE TRIGGER transfers_stay BEFORE DELETE ON transfers FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER wallets_stay BEFORE DELETE ON wallets FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER users_stay BEFORE DELETE ON users FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never changed');

CREATE TRIGGER audit_stay BEFORE DELETE ON audit FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER approvals_unchanged BEFORE UPDATE ON approvals FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never changed');

CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER transfer_steps_unchanged BEFORE UPDATE ON transfer_steps FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never changed');

CREATE TRIGGER transfer_steps_stay BEFORE DELETE ON transfer_steps FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER transfer_parties_unchanged BEFORE UPDATE ON transfer_parties FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never changed');

CREATE TRIGGER transfer_parties_stay BEFORE DELETE ON transfer_parties FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER ledger_transactions_unchanged BEFORE UPDATE ON ledger_transactions FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never changed');

CREATE TRIGGER ledger_transactions_stay BEFORE DELETE ON ledger_transactions FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER ledger_entries_unchanged BEFORE UPDATE ON ledger_entries FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never changed');

CREATE TRIGGER ledger_entries_stay BEFORE DELETE ON ledger_entries FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');
