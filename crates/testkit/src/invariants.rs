//! What holds after every test, whatever it did.
//!
//! 1. The chain executed each external id at most once, and only what the bank knows.
//! 2. What is reported as sent is on the chain exactly once, with the same hash, amount and
//!    receiver, in the API as in the database; what is not reported as sent is not on the chain.
//! 3. The history of a transfer is a path, and goes back from `submitting` only where every attempt
//!    so far has a recorded ending that says "not sent".
//! 4. The audit has no gaps and names every step; by its order nothing became `submitting` while
//!    its wallet was frozen, the bank paused, or its initiator without the right to send.
//! 5. Nothing is left without an end, unless the test said so.

mod audit;
mod chain;
mod history;

use api_types::{AdminTransfer, TransferStatus};
use client::{Session, TransferQuery};
use domain::id::TransferId;
use store::transfers::TransferRecord;

use crate::{bank::TestBank, wait::eventually};

const OPEN: [TransferStatus; 3] = [
    TransferStatus::Approved,
    TransferStatus::Submitting,
    TransferStatus::Broadcasted,
];
const ENDED: [TransferStatus; 5] = [
    TransferStatus::Pending,
    TransferStatus::Confirmed,
    TransferStatus::Failed,
    TransferStatus::Rejected,
    TransferStatus::Cancelled,
];
/// Longer than anything waits that nobody hastens.
const LONGEST_REST_SECONDS: i64 = 61;

/// One transfer in all its places.
#[derive(Debug)]
struct Entry {
    shown: AdminTransfer,
    kept: TransferRecord,
    steps: Vec<String>,
    attempts: Vec<Option<String>>,
}

impl Entry {
    fn status(&self) -> TransferStatus {
        self.shown.transfer.status
    }

    fn id(&self) -> &str {
        &self.shown.transfer.id
    }
}

pub(crate) async fn check(bank: &TestBank) {
    let employee = bank.person("dana");
    if !bank.may_be_unsettled() {
        bank.custody().clear_faults().await;
        settle(bank).await;
    }
    let mut entries = Vec::new();
    for shown in all(&employee, &[OPEN.as_slice(), ENDED.as_slice()].concat()).await {
        entries.push(entry(bank, shown).await);
    }
    let ledger = bank.custody().executions(None).await;
    chain::check(&entries, &ledger);
    entries.iter().for_each(history::check);
    audit::check(bank, &entries).await;
}

/// Lets everything that is on its way come to its end.
pub(crate) async fn settle(bank: &TestBank) {
    let employee = bank.person("dana");
    if !all(&employee, &OPEN).await.is_empty() {
        bank.put_clock_forward(LONGEST_REST_SECONDS);
    }
    eventually("every transfer to end", async || {
        bank.custody().advance().await;
        bank.put_clock_forward(1);
        all(&employee, &OPEN).await.is_empty().then_some(())
    })
    .await;
}

async fn entry(bank: &TestBank, shown: AdminTransfer) -> Entry {
    let id: TransferId = shown.transfer.id.parse().expect("an id");
    let store = bank.store();
    let kept = store.find_transfer_unscoped(id).await.expect("a read");
    let attempts = store.transfer_attempts(id).await.expect("attempts");
    Entry {
        kept: kept.expect("a transfer that the API shows"),
        steps: store.transfer_steps(id).await.expect("steps"),
        attempts: attempts.into_iter().map(|attempt| attempt.ending).collect(),
        shown,
    }
}

async fn all(employee: &Session, statuses: &[TransferStatus]) -> Vec<AdminTransfer> {
    let mut found = Vec::new();
    for status in statuses {
        let mut query = TransferQuery {
            status: Some(*status),
            limit: Some(200),
            ..TransferQuery::default()
        };
        loop {
            let page = employee.admin_transfers(&query).await.expect("the queue");
            found.extend(page.transfers);
            match page.next_cursor {
                Some(cursor) => query.cursor = Some(cursor),
                None => break,
            }
        }
    }
    found
}
