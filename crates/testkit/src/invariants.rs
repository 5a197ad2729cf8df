//! What holds after every test, whatever it did.
//!
//! 1. The chain executed each external id at most once.
//! 2. What the API reports as sent is on the chain exactly once, with the same amount and receiver.
//! 3. What the chain executed for the bank, the API reports as sent.
//! 4. Nothing is left without an end, unless the test said so.

use std::collections::BTreeMap;

use api_types::{AdminTransfer, TransferStatus};
use client::{Session, TransferQuery};

use crate::{bank::TestBank, custody::Execution, wait::eventually};

const OPEN: [TransferStatus; 3] = [
    TransferStatus::Approved,
    TransferStatus::Submitting,
    TransferStatus::Broadcasted,
];
const SENT: [TransferStatus; 2] = [TransferStatus::Broadcasted, TransferStatus::Confirmed];

pub(crate) async fn check(bank: &TestBank) {
    let employee = bank.person("dana");
    if !bank.may_be_unsettled() {
        bank.custody().clear_faults().await;
        eventually("every transfer to end", async || {
            bank.custody().advance().await;
            all(&employee, &OPEN).await.is_empty().then_some(())
        })
        .await;
    }
    let ledger = bank.custody().executions(None).await;
    let ledger: Vec<_> = ledger
        .into_iter()
        .filter(|row| row.external_id.is_some())
        .collect();
    at_most_once(&ledger);
    let sent = all(&employee, &SENT).await;
    for AdminTransfer { transfer, .. } in &sent {
        let hash = transfer
            .tx_hash
            .as_deref()
            .expect("what was sent has a hash");
        let rows: Vec<_> = ledger.iter().filter(|row| row.tx_hash == hash).collect();
        assert_eq!(
            rows.len(),
            1,
            "{} is reported as sent: {rows:?}",
            transfer.id
        );
        if transfer.asset.ends_with(":eth") {
            let wanted = transfer.to_address.to_lowercase();
            assert_eq!(rows[0].to, wanted, "{} went elsewhere", transfer.id);
        }
    }
    if !bank.may_be_unsettled() {
        for row in &ledger {
            let known = sent
                .iter()
                .any(|known| known.transfer.tx_hash.as_ref() == Some(&row.tx_hash));
            assert!(
                known,
                "the chain executed what the bank does not report: {row:?}"
            );
        }
    }
}

fn at_most_once(ledger: &[Execution]) {
    let mut seen = BTreeMap::new();
    for row in ledger {
        let before = seen.insert(row.external_id.clone(), row.tx_hash.clone());
        assert_eq!(before, None, "executed twice: {row:?}");
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
