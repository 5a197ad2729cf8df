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
const STEPS: [&str; 8] = [
    "transfer.approved",
    "transfer.returned",
    "transfer.submitting",
    "transfer.broadcasted",
    "transfer.confirmed",
    "transfer.failed",
    "transfer.rejected",
    "transfer.cancelled",
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
    let own = rows.iter().filter(|row| row.entry.subject == entry.id());
    let told = own.map(|row| row.entry.kind.as_str());
    let told: Vec<_> = told.filter(|kind| STEPS.contains(kind)).collect();
    let mut before = entry.steps.first().expect("a first step");
    let mut booked = Vec::new();
    for step in entry.steps.iter().skip(1) {
        let returned = before == "submitting" && step == "approved";
        let name = if returned { "returned" } else { step };
        booked.push(format!("transfer.{name}"));
        before = step;
    }
    assert_eq!(told, booked, "{entry:?}");
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
