//! Whether queue, audit and chain say the same of every transfer.

use domain::transfer::Status;
use store::Page;
use store::transfers::{Part, QueueFilter, TransferRecord};

use super::{Checked, Oracle, Violation};

/// More transfers than a run makes.
const TRANSFERS_MAX: u32 = 1_000;

impl Oracle {
    /// Looks at every transfer.
    pub(crate) async fn after_step(&self) -> Checked {
        let queue = self.all_transfers().await?;
        if queue.len() != self.memory.transfers.len() {
            let what = "the queue and the audit know different transfers".to_owned();
            return Err(Violation { what, about: None });
        }
        for record in &queue {
            self.agree(record)?;
        }
        Ok(())
    }

    pub(super) async fn all_transfers(&self) -> Checked<Vec<TransferRecord>> {
        let page = Page::first(TRANSFERS_MAX);
        let queue = self
            .store
            .transfer_queue_unscoped(QueueFilter::default(), page)
            .await?;
        Ok(queue.rows.into_iter().map(|row| row.transfer).collect())
    }

    fn agree(&self, record: &TransferRecord) -> Checked {
        let id = record.id;
        let watched = self.watched(id)?;
        if watched.status != record.status.as_str() {
            let (status, told) = (record.status, &watched.status);
            return Err(self.broken(id, format!("is {status}, and {told} by the audit")));
        }
        if record.order != watched.record.order {
            return Err(self.broken(id, "asks for something else than it did"));
        }
        let refused = record.status == Status::Failed && record.custody.tx_hash.is_none();
        let allowed = match record.status {
            Status::Confirmed => 1..=1,
            Status::Pending | Status::Approved | Status::Rejected | Status::Cancelled => 0..=0,
            Status::Failed if refused => 0..=0,
            Status::Failed | Status::Broadcasted => 1..=1,
            Status::Submitting => 0..=1,
        };
        if !allowed.contains(&watched.executions) {
            let (status, count) = (record.status, watched.executions);
            return Err(self.broken(id, format!("is {status} and was executed {count} times")));
        }
        if record.status.is_final() && record.attention.is_some() {
            return Err(self.broken(id, "has ended and still asks for attention"));
        }
        let as_delegate = record.order.initiated_as == Part::Delegate;
        let wallet = self.memory.wallets.get(&record.order.wallet);
        let owner = wallet.map(|it| it.owner);
        if as_delegate == (owner == Some(record.order.initiator)) {
            return Err(self.broken(id, "names the wrong right of its initiator"));
        }
        Ok(())
    }
}
