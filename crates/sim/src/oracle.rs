//! What must hold, checked after every commit, every execution on the chain and every step.
//!
//! The oracle reads the bank's tables and custody's own record. It keeps the life of each transfer
//! by itself, and asks no function of the bank's rules whether something was allowed.

mod authority;
mod books;
mod leases;
pub(crate) mod rules;

use std::collections::{BTreeMap, BTreeSet};

use domain::approval::Choice;
use domain::id::{DelegationId, TransferId, UserId, WalletId};
use domain::transfer::Status;
use serde_json::Value;
use store::audit::{Audit, AuditFilter};
use store::transfers::{Lease, Part, QueueFilter, TransferRecord};
use store::{Page, Store};

use self::rules::Limits;
use crate::custodian::Custodian;
use crate::custodian::chain::Execution;
use crate::story::Story;

/// Rows that one look at the audit reads: more than most transactions write.
const AUDIT_PAGE: u32 = 8;

/// More transfers than a run makes.
const TRANSFERS_MAX: u32 = 1_000;

/// Something that must never be.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{what}")]
pub(crate) struct Violation {
    pub(crate) what: String,
    /// The short name of what it is about.
    pub(crate) about: Option<String>,
}

/// What a check finds.
pub(crate) type Checked<T = ()> = Result<T, Violation>;

impl From<store::Error> for Violation {
    fn from(error: store::Error) -> Self {
        Self {
            what: format!("the oracle cannot read: {error:?}"),
            about: None,
        }
    }
}

/// A transfer as the oracle follows it.
#[derive(Debug)]
struct Watched {
    record: TransferRecord,
    status: String,
    waited: bool,
    /// Who has an interest in it since it was made, the initiator included.
    parties: BTreeSet<UserId>,
    executions: u32,
}

/// A wallet as the oracle follows it.
#[derive(Debug, Clone)]
pub(crate) struct WatchedWallet {
    pub(crate) id: WalletId,
    pub(crate) owner: UserId,
    pub(crate) address: Option<domain::address::EvmAddress>,
}

/// Follows a run.
pub(crate) struct Oracle {
    pub(crate) store: Store,
    story: Story,
    custodian: Custodian,
    limits: Limits,
    audited: i64,
    executed: usize,
    transfers: BTreeMap<TransferId, Watched>,
    by_external_id: BTreeMap<String, TransferId>,
    wallets: BTreeMap<WalletId, WatchedWallet>,
    delegations: BTreeSet<DelegationId>,
    /// Who worked on which transfer after the latest commit, where leases are followed.
    leases: BTreeMap<TransferId, Lease>,
    users: BTreeMap<UserId, String>,
    opened: Vec<WalletId>,
}

impl Oracle {
    pub(crate) fn new(store: Store, story: &Story, custodian: &Custodian, limits: Limits) -> Self {
        Self {
            store,
            story: story.clone(),
            custodian: custodian.clone(),
            limits,
            audited: 0,
            executed: 0,
            transfers: BTreeMap::new(),
            by_external_id: BTreeMap::new(),
            wallets: BTreeMap::new(),
            delegations: BTreeSet::new(),
            leases: BTreeMap::new(),
            users: BTreeMap::new(),
            opened: Vec::new(),
        }
    }

    /// All transfers that were ever asked for, oldest first.
    pub(crate) fn transfers(&self) -> Vec<TransferId> {
        self.transfers.keys().copied().collect()
    }

    /// Those that wait for an employee by now.
    pub(crate) fn pending(&self) -> Vec<TransferId> {
        let pending = |(id, one): (&TransferId, &Watched)| (one.status == "pending").then_some(*id);
        self.transfers.iter().filter_map(pending).collect()
    }

    /// All wallets that were ever asked for.
    pub(crate) fn wallets(&self) -> Vec<WatchedWallet> {
        self.wallets.values().cloned().collect()
    }

    /// All delegations that ever were.
    pub(crate) fn delegations(&self) -> Vec<DelegationId> {
        self.delegations.iter().copied().collect()
    }

    /// The user row of somebody who has signed in.
    pub(crate) fn user(&self, email: &str) -> Option<UserId> {
        let same = |(id, known): (&UserId, &String)| (known == email).then_some(*id);
        self.users.iter().find_map(same)
    }

    /// Wallets that have got an address since this was last asked.
    pub(crate) fn take_opened(&mut self) -> Vec<WalletId> {
        std::mem::take(&mut self.opened)
    }

    fn broken(&self, id: TransferId, what: impl Into<String>) -> Violation {
        let name = self.story.name("transfer", id);
        Violation {
            what: format!("{name}: {}", what.into()),
            about: Some(name),
        }
    }

    fn watched(&self, id: TransferId) -> Checked<&Watched> {
        self.transfers
            .get(&id)
            .ok_or_else(|| self.broken(id, "was never asked for"))
    }

    /// Looks at what was committed since the last look, which was by the node of this name.
    pub(crate) async fn after_commit(&mut self, committer: &str, follow_leases: bool) -> Checked {
        for row in self.new_audit_rows().await? {
            self.audited = row.seq;
            self.by_its_holder(&row, committer)?;
            self.follow(&row).await?;
        }
        if follow_leases {
            self.follow_leases(committer).await?;
        }
        Ok(())
    }

    async fn new_audit_rows(&self) -> Checked<Vec<Audit>> {
        let mut rows: Vec<Audit> = Vec::new();
        let mut page = Page::first(AUDIT_PAGE);
        loop {
            let read = self.store.audit(&AuditFilter::default(), page).await?;
            let known = read.rows.iter().any(|row| row.seq <= self.audited);
            let new = read.rows.into_iter().filter(|row| row.seq > self.audited);
            rows.extend(new);
            match read.next {
                Some(after) if !known => {
                    page = Page {
                        after: Some(after),
                        limit: AUDIT_PAGE * 8,
                    };
                }
                Some(_) | None => break,
            }
        }
        rows.reverse();
        Ok(rows)
    }

    async fn follow(&mut self, row: &Audit) -> Checked {
        let entry = &row.entry;
        let subject = entry.subject.as_str();
        match entry.kind.as_str() {
            "user.created" => {
                if let (Ok(id), Some(email)) = (UserId::parse(subject), text(&entry.after, "email"))
                {
                    self.users.insert(id, email.to_owned());
                }
            }
            "wallet.ordered" | "wallet.opened" => self.follow_wallet(row).await?,
            "delegation.granted" => self.delegations.extend(DelegationId::parse(subject).ok()),
            "transfer.requested" => {
                if let Ok(id) = TransferId::parse(subject) {
                    self.follow_request(id).await?;
                }
            }
            kind => {
                let step = kind
                    .strip_prefix("transfer.")
                    .zip(text(&entry.before, "status"));
                let to = text(&entry.after, "status");
                if let (Some((_, from)), Some(to), Ok(id)) = (step, to, TransferId::parse(subject))
                {
                    self.follow_step(id, from, to).await?;
                }
            }
        }
        self.tell(row);
        Ok(())
    }

    fn tell(&self, row: &Audit) {
        let entry = &row.entry;
        let subject = match entry.subject.split_once('_') {
            Some(("tr", _)) => self.story.name("transfer", &entry.subject),
            Some(("wal", _)) => self.story.name("wallet", &entry.subject),
            Some(("dg", _)) => self.story.name("grant", &entry.subject),
            _ => entry.subject.clone(),
        };
        let everybody = matches!(entry.kind.as_str(), "bank.paused" | "bank.resumed");
        let mark = if everybody { "  * " } else { "" };
        let kind = &entry.kind;
        self.story.tell(format_args!(
            "{mark}booked by {}: {kind} {subject}",
            entry.actor
        ));
    }

    async fn follow_wallet(&mut self, row: &Audit) -> Checked {
        let Ok(id) = WalletId::parse(&row.entry.subject) else {
            return Ok(());
        };
        let Some(wallet) = self.store.find_wallet_unscoped(id).await? else {
            return Ok(());
        };
        if wallet.address.is_some() {
            self.opened.push(id);
        }
        let watched = WatchedWallet {
            id,
            owner: wallet.owner_id,
            address: wallet.address,
        };
        self.wallets.insert(id, watched);
        Ok(())
    }

    /// A transfer was asked for: whether that was allowed, and whether it rightly waits or goes.
    async fn follow_request(&mut self, id: TransferId) -> Checked {
        let record = self.store.find_transfer_unscoped(id).await?;
        let record =
            record.ok_or_else(|| self.broken(id, "is in the audit and not in the queue"))?;
        let order = &record.order;
        let external_id = order.external_id.to_string();
        let name = self.story.name("external", &external_id);
        let own = self.story.name("transfer", id);
        self.story
            .tell(format_args!("{own} is known to custody as {name}"));
        let limit = self.right_to_send(id, &record, "asked for").await?;
        let waited = rules::waits(order.asset, order.amount, limit, self.limits);
        let expected = if waited { "pending" } else { "approved" };
        if record.status.as_str() != expected {
            let status = record.status;
            return Err(self.broken(id, format!("began as {status}, not as {expected}")));
        }
        self.held_by_nothing(id, &record, "asked for").await?;
        let parties = self.interested(&record).await?;
        self.by_external_id.insert(external_id, id);
        let watched = Watched {
            status: expected.to_owned(),
            record,
            waited,
            parties,
            executions: 0,
        };
        let before = self.transfers.insert(id, watched);
        match before {
            None => Ok(()),
            Some(_) => Err(self.broken(id, "was asked for twice")),
        }
    }

    async fn follow_step(&mut self, id: TransferId, from: &str, to: &str) -> Checked {
        let known = self.watched(id)?.status.clone();
        if known != from || !rules::is_step(from, to) {
            return Err(self.broken(id, format!("went from {from} to {to}, being {known}")));
        }
        match to {
            "submitting" => self.check_sending(id).await?,
            "approved" if from == "pending" => self.check_vote(id, Choice::Approve).await?,
            "rejected" => self.check_vote(id, Choice::Reject).await?,
            _ => {}
        }
        if let Some(watched) = self.transfers.get_mut(&id) {
            to.clone_into(&mut watched.status);
        }
        Ok(())
    }

    /// Looks at what the chain has executed since the last look.
    pub(crate) fn after_execution(&mut self) -> Checked {
        let executions: Vec<Execution> = {
            let world = self.custodian.world();
            world
                .chain
                .executions()
                .iter()
                .skip(self.executed)
                .cloned()
                .collect()
        };
        for execution in executions {
            self.executed += 1;
            self.follow_execution(&execution)?;
        }
        Ok(())
    }

    fn follow_execution(&mut self, execution: &Execution) -> Checked {
        let Some(id) = self.by_external_id.get(&execution.external_id).copied() else {
            return Err(Violation {
                what: format!("the chain executed what nobody asked for: {execution:?}"),
                about: None,
            });
        };
        let name = self.story.name("transfer", id);
        let undone = if execution.reverted {
            " and undoes"
        } else {
            ""
        };
        self.story
            .tell(format_args!("the chain executes{undone} {name}"));
        let order = &self.watched(id)?.record.order;
        let (coin, to) = (order.asset.asset().contract(), order.destination);
        let amount = (!execution.reverted).then_some(order.amount);
        let same = execution.coin == coin
            && execution.to == to
            && amount.is_none_or(|amount| amount == execution.amount);
        if !same {
            return Err(self.broken(id, "was executed otherwise than asked for"));
        }
        if let Some(watched) = self.transfers.get_mut(&id) {
            watched.executions += 1;
        }
        let watched = self.watched(id)?;
        if watched.executions > 1 {
            return Err(self.broken(id, "was executed twice"));
        }
        if watched.status != "submitting" {
            return Err(self.broken(id, format!("was executed while {}", watched.status)));
        }
        Ok(())
    }

    /// Looks at every transfer: the queue, the audit and the chain say the same.
    pub(crate) async fn after_step(&self) -> Checked {
        let page = Page::first(TRANSFERS_MAX);
        let queue = self
            .store
            .transfer_queue_unscoped(QueueFilter::default(), page)
            .await?;
        if queue.rows.len() != self.transfers.len() {
            let what = "the queue and the audit know different transfers".to_owned();
            return Err(Violation { what, about: None });
        }
        for listing in &queue.rows {
            self.agree(&listing.transfer)?;
        }
        Ok(())
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
        let owner = self.wallets.get(&record.order.wallet).map(|it| it.owner);
        if as_delegate == (owner == Some(record.order.initiator)) {
            return Err(self.broken(id, "names the wrong right of its initiator"));
        }
        Ok(())
    }
}

fn text<'a>(value: &'a Option<Value>, name: &str) -> Option<&'a str> {
    value.as_ref()?.get(name)?.as_str()
}
