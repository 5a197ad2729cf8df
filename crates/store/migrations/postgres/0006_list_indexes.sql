-- What the lists and the shared work are found by, so that none of them reads a whole table.

-- The people behind a destination.
CREATE INDEX wallets_by_address ON wallets (address);
-- Wallets in the order in which they are read back, and those that were opened last.
CREATE INDEX wallets_by_created ON wallets (created_at, id);
-- Who may send from another one's wallet, the latest first.
CREATE INDEX delegations_to_send ON delegations (updated_at DESC, id DESC)
    WHERE permission = 'transfer';
-- Decisions, the latest first.
CREATE INDEX approvals_by_time ON approvals (at DESC, transfer_id DESC);

-- What a node takes back that starts again.
CREATE INDEX wallets_leased ON wallets (lease_node) WHERE lease_node IS NOT NULL;
CREATE INDEX transfers_leased ON transfers (lease_node) WHERE lease_node IS NOT NULL;
CREATE INDEX inbox_leased ON inbox (lease_node) WHERE lease_node IS NOT NULL;
CREATE INDEX wallet_comparisons_leased ON wallet_comparisons (lease_node)
    WHERE lease_node IS NOT NULL;
