//! The audit: whole, and in its order proof that nothing was sent that something held.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::UserId;
use serde_json::Value;
use store::{Page, audit::Audit, audit::AuditFilter};

use super::Entry;
use crate::bank::TestBank;

/// More rows than a test writes.
const ROWS_MAX: u32 = 100_000;
/// Kinds that stand for one step of a transfer each.
const STEPS: [&str; 9] = [
    "transfer.approved",
    "transfer.returned",
    "transfer.submitting",
    "transfer.broadcasted",
    "transfer.confirmed",
    "transfer.failed",
    "transfer.rejected",
    "transfer.cancelled",
    "transfer.recovered",
];

pub(super) async fn check(bank: &TestBank, entries: &[Entry]) {
    let filter = AuditFilter::default();
    let page = bank.store().audit(&filter, Page::first(ROWS_MAX)).await;
    let mut rows = page.expect("the audit").rows;
    rows.reverse();
    for (row, seq) in rows.iter().zip(1..) {
        assert_eq!(row.seq, seq, "the audit has a gap before {row:?}");
    }
    for entry in entries {
        names_every_step(entry, &rows);
    }
    let emails = emails(bank, entries).await;
    let entries: BTreeMap<_, _> = entries.iter().map(|entry| (entry.id(), entry)).collect();
    let mut holds = Holds::default();
    for row in &rows {
        holds.follow(row);
        if row.entry.kind == "transfer.submitting" {
            let entry = entries[row.entry.subject.as_str()];
            holds.allow(entry, &emails[&entry.kept.order.initiator]);
        }
    }
}

fn names_every_step(entry: &Entry, rows: &[Audit]) {
    let own = rows.iter().map(|row| &row.entry);
    let own = own.filter(|row| row.subject == entry.id());
    let told: Vec<_> = own
        .filter(|row| STEPS.contains(&row.kind.as_str()))
        .collect();
    assert_eq!(told.len() + 1, entry.steps.len(), "{entry:?}");
    for (row, step) in told.iter().zip(entry.steps.windows(2)) {
        let [before, after] = step else { continue };
        let after = after.as_str();
        let name = match before.as_str() {
            "submitting" if after == "approved" => "returned",
            _ => after,
        };
        // After a restore, what custody has is booked under one name, whichever step it is.
        let status = row.after.as_ref().map(|value| &value["status"]);
        let recovered =
            row.kind == "transfer.recovered" && status.and_then(Value::as_str) == Some(after);
        let named = row.kind.strip_prefix("transfer.") == Some(name);
        assert!(named || recovered, "{} for {step:?}: {entry:?}", row.kind);
    }
}

async fn emails(bank: &TestBank, entries: &[Entry]) -> BTreeMap<UserId, String> {
    let mut emails = BTreeMap::new();
    for entry in entries {
        let id = entry.kept.order.initiator;
        let user = bank.store().find_user(id).await.expect("a read");
        emails.insert(id, user.expect("an initiator").email);
    }
    emails
}

/// What holds transfers, by the audit so far.
#[derive(Debug, Default)]
struct Holds {
    paused: bool,
    /// Wallet, and who froze it.
    frozen: BTreeSet<(String, String)>,
    /// Wallet and grantee of the delegations that allow sending.
    senders: BTreeSet<(String, String)>,
}

impl Holds {
    fn follow(&mut self, row: &Audit) {
        let entry = &row.entry;
        let text = |value: &Option<Value>, name: &str| {
            let text = value.as_ref().and_then(|value| value[name].as_str());
            text.unwrap_or_default().to_owned()
        };
        let freeze = || (entry.subject.clone(), text(&entry.after, "by"));
        let grant = |value| (text(value, "wallet"), text(value, "grantee"));
        match entry.kind.as_str() {
            "bank.paused" => self.paused = true,
            "bank.resumed" => self.paused = false,
            "wallet.frozen" => drop(self.frozen.insert(freeze())),
            "wallet.unfrozen" => drop(self.frozen.remove(&freeze())),
            "delegation.granted" if text(&entry.after, "permission") == "transfer" => {
                self.senders.insert(grant(&entry.after));
            }
            "delegation.granted" => drop(self.senders.remove(&grant(&entry.after))),
            "delegation.revoked" => drop(self.senders.remove(&grant(&entry.before))),
            _ => {}
        }
    }

    fn allow(&self, entry: &Entry, email: &str) {
        let order = &entry.kept.order;
        let wallet = order.wallet.to_string();
        assert!(!self.paused, "sent while the bank was paused: {entry:?}");
        let frozen = self.frozen.iter().any(|(frozen, _)| *frozen == wallet);
        assert!(!frozen, "sent while its wallet was frozen: {entry:?}");
        if order.initiated_as == store::transfers::Part::Delegate {
            let sender = (wallet, email.to_owned());
            let allowed = self.senders.contains(&sender);
            assert!(allowed, "sent without a right: {entry:?}");
        }
    }
}
