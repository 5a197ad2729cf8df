//! The bank's books against the chain's ledger.

use std::collections::BTreeMap;

use api_types::TransferStatus;

use super::Entry;
use crate::custody::Execution;

pub(super) fn check(entries: &[Entry], ledger: &[Execution]) {
    let mut executed: BTreeMap<&str, &Execution> = BTreeMap::new();
    for row in ledger {
        let Some(external_id) = row.external_id.as_deref() else {
            continue;
        };
        let before = executed.insert(external_id, row);
        assert_eq!(before, None, "executed twice: {row:?}");
    }
    for entry in entries {
        agree_on_status(entry);
        let row = executed.remove(entry.kept.order.external_id.as_str());
        match entry.status() {
            TransferStatus::Broadcasted | TransferStatus::Confirmed => {
                let row = row.unwrap_or_else(|| panic!("sent and not on the chain: {entry:?}"));
                agree_on_facts(entry, row);
            }
            // Only custody knows.
            TransferStatus::Submitting => {}
            TransferStatus::Pending
            | TransferStatus::Approved
            | TransferStatus::Failed
            | TransferStatus::Rejected
            | TransferStatus::Cancelled => {
                assert_eq!(row, None, "on the chain and not sent: {entry:?}");
            }
        }
    }
    assert!(executed.is_empty(), "nobody asked for this: {executed:?}");
}

fn agree_on_status(entry: &Entry) {
    let shown = serde_json::json!(entry.status());
    assert_eq!(shown, entry.kept.status.as_str(), "{entry:?}");
}

fn agree_on_facts(entry: &Entry, row: &Execution) {
    let shown = &entry.shown.transfer;
    let hash = entry.kept.custody.tx_hash.map(|hash| hash.to_string());
    assert_eq!(hash.as_ref(), Some(&row.tx_hash), "{entry:?}");
    assert_eq!(shown.tx_hash, hash, "{entry:?}");
    assert_eq!(shown.to_address.to_lowercase(), row.to, "{entry:?}");
    let order = &entry.kept.order;
    assert_eq!(order.destination.to_string(), shown.to_address);
    assert_eq!(order.amount.to_string(), row.amount, "{entry:?}");
    let decimals = order.asset.asset().decimals();
    assert_eq!(order.amount.to_decimal(decimals), shown.amount, "{entry:?}");
}
