-- Who has looked at which alert. Table and column names are those of
-- ../postgres/0007_alert_acknowledgements.sql; a test compares them.

CREATE TABLE alert_acknowledgements (
    audit_seq INTEGER NOT NULL PRIMARY KEY REFERENCES audit (seq), -- the alert
    by_id     BLOB NOT NULL REFERENCES users (id),
    comment   TEXT,
    at        INTEGER NOT NULL
) STRICT;

CREATE TRIGGER alert_acknowledgements_unchanged BEFORE UPDATE ON alert_acknowledgements FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'alert_acknowledgements: rows are never changed');
END;

CREATE TRIGGER alert_acknowledgements_stay BEFORE DELETE ON alert_acknowledgements FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, 'alert_acknowledgements: rows are never deleted');
END;

-- Alerts are few among many rows, and are asked for in these words.
CREATE INDEX audit_alerts ON audit (seq DESC) WHERE substr(kind, 1, 6) = 'alert.';
-- Whoever has decided something, and what by whom.
CREATE INDEX approvals_by_decider ON approvals (decider_id, transfer_id);
