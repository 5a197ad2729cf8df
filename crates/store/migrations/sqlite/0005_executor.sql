-- What the executors of all nodes share. Table and column names are those of
-- ../postgres/0005_executor.sql.

-- One row: the calls to custody that nodes have taken of the current minute's budget, in slices. A
-- minute is one of the lease clock's. Custody that refused a call as one too many closes it for a
-- while.
CREATE TABLE call_budget (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    minute       INTEGER, -- its beginning; null: nothing was taken yet
    taken        INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
    closed_until INTEGER
) STRICT;
INSERT INTO call_budget (id) VALUES (1);

-- Transfers of a wallet that were authorised and have not started.
CREATE INDEX transfers_to_start ON transfers (wallet_id)
    WHERE status = 'approved' AND submitting_at IS NULL;
