-- What a bank knows about having been restored from a backup. Table and column names are those of
-- ../postgres/0004_recovery.sql.

-- One row. A backup carries backup_at alone; the first start on it sets restored_at and with it
-- the pause; read_at when custody's books were read back; all are null again when people resume.
CREATE TABLE recovery (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    backup_at   INTEGER,
    restored_at INTEGER,
    read_at     INTEGER,
    CHECK (read_at IS NULL OR restored_at IS NOT NULL)
) STRICT;
INSERT INTO recovery (id) VALUES (1);

-- Wallets whose transfers at custody were read back since the restore.
CREATE TABLE recovery_reads (
    wallet_id BLOB NOT NULL PRIMARY KEY REFERENCES wallets (id),
    read_at   INTEGER NOT NULL,
    booked    INTEGER NOT NULL CHECK (booked >= 0) -- transfers that custody was ahead with
) STRICT;

-- Held since a restore: it may have been cancelled or rejected after the backup.
ALTER TABLE transfers ADD COLUMN held_since INTEGER;
-- When it was found at custody after a restore, further on than here or unknown here. Of one that
-- was unknown the owner of the wallet stands for the initiator, whom custody does not know.
ALTER TABLE transfers ADD COLUMN recovered_at INTEGER;
CREATE INDEX transfers_held ON transfers (created_at, id) WHERE held_since IS NOT NULL;
CREATE INDEX transfers_recovered ON transfers (recovered_at, id) WHERE recovered_at IS NOT NULL;

-- What is held is neither approved nor sent; it ends, or somebody lifts the hold first.
CREATE TRIGGER transfers_held_stay BEFORE UPDATE ON transfers FOR EACH ROW
    WHEN OLD.held_since IS NOT NULL AND NEW.held_since IS NOT NULL AND OLD.status <> NEW.status
        AND NEW.status NOT IN ('rejected', 'cancelled', 'failed')
        AND NOT (OLD.status = 'submitting' AND NEW.status = 'approved')
BEGIN
    SELECT RAISE(ABORT, 'transfers: held until somebody releases it');
END;

CREATE TRIGGER transfer_attempts_not_held BEFORE INSERT ON transfer_attempts FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM transfers t
        WHERE t.id = NEW.transfer_id AND t.held_since IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'transfer_attempts: held until somebody releases it');
END;
