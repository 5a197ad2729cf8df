//! A wallet's transfers start in the order in which they were authorised.

use domain::id::TransferId;

use super::memory::Watched;
use super::{Checked, Oracle};

impl Oracle {
    /// An employee has approved a transfer: from now on it has its place in the order.
    pub(super) async fn note_authorised(&mut self, id: TransferId) -> Checked {
        let record = self.store.find_transfer_unscoped(id).await?;
        if let Some(watched) = self.memory.transfers.get_mut(&id) {
            watched.authorised_at = record.and_then(|record| record.times.decided_at);
        }
        Ok(())
    }

    /// Passes unless another transfer of the wallet was authorised before this one, which starts
    /// now, and has not started.
    pub(super) fn starts_in_turn(&self, id: TransferId) -> Checked {
        let watched = self.watched(id)?;
        if watched.started {
            return Ok(());
        }
        let wallet = watched.record.order.wallet;
        let waits = |one: &Watched| {
            one.record.order.wallet == wallet && one.status == "approved" && !one.started
        };
        let place = (watched.authorised_at, id);
        let mut others = self.memory.transfers.iter();
        match others.find(|(other, one)| waits(one) && (one.authorised_at, **other) < place) {
            None => Ok(()),
            Some((earlier, _)) => {
                let earlier = self.story.name("transfer", earlier);
                Err(self.broken(id, format!("started before {earlier}, authorised earlier")))
            }
        }
    }
}
