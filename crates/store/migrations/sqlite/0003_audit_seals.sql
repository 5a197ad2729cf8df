-- The seal of the audit: a chain of hashes over its rows in their order. docs/audit.md says what is
-- hashed. Table and column names are those of ../postgres/0003_audit_seals.sql.

CREATE TABLE audit_seals (
    n             INTEGER PRIMARY KEY CHECK (n > 0), -- 1, 2, 3, … without a gap
    audit_seq     INTEGER NOT NULL UNIQUE REFERENCES audit (seq),
    previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32), -- zeros before the first
    hash          BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    sealed_at     INTEGER NOT NULL
) STRICT;

-- Which node seals: one row.
CREATE TABLE audit_sealer (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    lease_node  TEXT,
    lease_boot  INTEGER,
    lease_until INTEGER,
    CHECK ((lease_node IS NULL) = (lease_boot IS NULL)
        AND (lease_node IS NULL) = (lease_until IS NULL))
) STRICT;
INSERT INTO audit_sealer (id) VALUES (1);

CREATE TRIGGER audit_seals_follow BEFORE INSERT ON audit_seals FOR EACH ROW
    WHEN NEW.n <> coalesce((SELECT max(n) FROM audit_seals), 0) + 1
        OR NEW.audit_seq <= coalesce((SELECT max(audit_seq) FROM audit_seals), 0)
        OR NEW.previous_hash <> coalesce((SELECT hash FROM audit_seals ORDER BY n DESC LIMIT 1),
            zeroblob(32))
BEGIN
    SELECT RAISE(ABORT, 'audit_seals: each follows the one before');
END;

CREATE TRIGGER audit_seals_unchanged BEFORE UPDATE ON audit_seals FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'audit_seals: rows are never changed');
END;

CREATE TRIGGER audit_seals_stay BEFORE DELETE ON audit_seals FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'audit_seals: rows are never deleted');
END;
