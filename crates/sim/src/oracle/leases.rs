//! Leases: while one node works on a transfer, no other writes to it.

use domain::id::TransferId;
use store::Page;
use store::audit::Audit;
use store::transfers::QueueFilter;

use super::{Checked, Oracle, TRANSFERS_MAX, text};

/// Steps that only the holder of a lease takes.
const UNDER_LEASE: [&str; 5] = [
    "transfer.submitting",
    "transfer.returned",
    "transfer.broadcasted",
    "transfer.confirmed",
    "transfer.failed",
];

impl Oracle {
    /// Passes unless a step was booked by another node than the one that held the transfer.
    pub(super) fn by_its_holder(&self, row: &Audit, committer: &str) -> Checked {
        let entry = &row.entry;
        let Ok(id) = TransferId::parse(&entry.subject) else {
            return Ok(());
        };
        // The claim that begins an attempt follows a lease whose time was over.
        let begins = text(&entry.before, "status") == Some("approved");
        let holder = self.leases.get(&id).map(|lease| lease.holder.name.as_str());
        let by_another = holder.is_some_and(|holder| holder != committer);
        if by_another && !begins && UNDER_LEASE.contains(&entry.kind.as_str()) {
            let holder = holder.unwrap_or_default();
            let what = format!("was booked by {committer} while {holder} worked on it");
            return Err(self.broken(id, what));
        }
        Ok(())
    }

    /// Follows who works on what; a lease is given back by its holder alone.
    pub(super) async fn follow_leases(&mut self, committer: &str) -> Checked {
        let page = Page::first(TRANSFERS_MAX);
        let queue = self
            .store
            .transfer_queue_unscoped(QueueFilter::default(), page)
            .await?;
        for listing in queue.rows {
            let id = listing.transfer.id;
            let before = self.leases.remove(&id);
            let after = listing.transfer.execution.lease;
            if let (Some(before), None) = (&before, &after)
                && before.holder.name != committer
            {
                let holder = &before.holder.name;
                let what = format!("the lease of {holder} was given back by {committer}");
                return Err(self.broken(id, what));
            }
            if let Some(after) = after {
                self.leases.insert(id, after);
            }
        }
        Ok(())
    }
}
