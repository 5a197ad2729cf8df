//! Leases: while one node works on a transfer, no other writes to it.

use std::collections::BTreeMap;

use domain::id::TransferId;
use store::audit::Audit;

use super::{Checked, Oracle, text};

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
        let holder = self
            .memory
            .leases
            .get(&id)
            .map(|lease| lease.holder.name.as_str());
        let by_another = holder.is_some_and(|holder| holder != committer);
        if by_another && !begins && UNDER_LEASE.contains(&entry.kind.as_str()) {
            let holder = holder.unwrap_or_default();
            let what = format!("was booked by {committer} while {holder} worked on it");
            return Err(self.broken(id, what));
        }
        Ok(())
    }

    /// A node that was asked to end, and did, works on nothing any more. What it lost to another
    /// one, or to a standstill, it leaves as it is.
    pub(crate) async fn after_orderly_end(&self, node: &str) -> Checked {
        let now = self.store.lease_now().await?;
        let leases = self.store.transfer_leases().await?;
        for (id, _) in leases.iter().filter(|(_, it)| it.holder.name == node) {
            let record = self.store.find_transfer_unscoped(*id).await?;
            let until = record.and_then(|record| record.execution.lease_until);
            if until.is_some_and(|until| until > now) {
                return Err(self.broken(*id, format!("was left by {node}, which has ended")));
            }
        }
        Ok(())
    }

    /// Follows who works on what; a lease is given back by its holder alone.
    pub(super) async fn follow_leases(&mut self, committer: &str) -> Checked {
        let held: BTreeMap<_, _> = self.store.transfer_leases().await?.into_iter().collect();
        let before = std::mem::replace(&mut self.memory.leases, held);
        let mut given_back = before
            .iter()
            .filter(|(id, _)| !self.memory.leases.contains_key(id));
        match given_back.find(|(_, lease)| lease.holder.name != committer) {
            None => Ok(()),
            Some((id, lease)) => {
                let holder = &lease.holder.name;
                let what = format!("the lease of {holder} was given back by {committer}");
                Err(self.broken(*id, what))
            }
        }
    }
}
