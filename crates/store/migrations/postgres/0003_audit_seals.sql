-- The seal of the audit: a chain of hashes over its rows in their order. docs/audit.md says what is
-- hashed. Table and column names are those of ../sqlite/0003_audit_seals.sql.

CREATE TABLE audit_seals (
    n             bigint PRIMARY KEY CHECK (n > 0), -- 1, 2, 3, … without a gap
    audit_seq     bigint NOT NULL UNIQUE REFERENCES audit (seq),
    previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32), -- zeros before the first
    hash          bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    sealed_at     timestamptz NOT NULL
);

-- Which node seals: one row.
CREATE TABLE audit_sealer (
    id          bigint PRIMARY KEY CHECK (id = 1),
    lease_node  text,
    lease_boot  bigint,
    lease_until timestamptz,
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
);
INSERT INTO audit_sealer (id) VALUES (1);

-- Numbers of rows are given before their transactions commit, so a row can become visible after one
-- with a higher number. Whoever writes to the audit passes this gate before the number is given and
-- stays until the transaction ends; the sealer closes it for the moment in which it reads the
-- highest number, and knows then that no lower one will come.
CREATE FUNCTION pass_audit_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(107156823700595);
    RETURN NULL;
END;
$$;

CREATE TRIGGER audit_gate BEFORE INSERT ON audit FOR EACH STATEMENT
    EXECUTE FUNCTION pass_audit_gate();

-- Refuses a seal that does not follow the one before. A WHEN clause cannot ask a table.
CREATE FUNCTION refuse_loose_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.n <> coalesce((SELECT max(n) FROM audit_seals), 0) + 1
        OR NEW.audit_seq <= coalesce((SELECT max(audit_seq) FROM audit_seals), 0)
        OR NEW.previous_hash <> coalesce((SELECT hash FROM audit_seals ORDER BY n DESC LIMIT 1),
            decode(repeat('00', 32), 'hex')) THEN
        RAISE EXCEPTION 'audit_seals: each follows the one before';
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER audit_seals_follow BEFORE INSERT ON audit_seals FOR EACH ROW
    EXECUTE FUNCTION refuse_loose_seal();

CREATE TRIGGER audit_seals_unchanged BEFORE UPDATE ON audit_seals FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never changed');

CREATE TRIGGER audit_seals_stay BEFORE DELETE ON audit_seals FOR EACH ROW
    EXECUTE FUNCTION refuse_change('rows are never deleted');

CREATE TRIGGER audit_seals_not_emptied BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('rows are never deleted');
