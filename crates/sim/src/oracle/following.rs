//! Follows the audit: each row is a step in the life of something, and must be one that it may take.

use domain::approval::Choice;
use domain::id::{DelegationId, TransferId, UserId, WalletId};
use store::Page;
use store::audit::{Audit, AuditFilter};

use super::memory::{Watched, WatchedWallet};
use super::{Checked, Oracle, rules, text};

impl Oracle {
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
        // Most commits write none, and counting is quicker than reading.
        let (count, _) = self.store.audit_rows_after(self.audited).await?;
        let Some(limit) = u32::try_from(count).ok().filter(|count| *count > 0) else {
            return Ok(Vec::new());
        };
        let newest = Page::first(limit);
        let read = self.store.audit(&AuditFilter::default(), newest).await?;
        Ok(read.rows.into_iter().rev().collect())
    }

    async fn follow(&mut self, row: &Audit) -> Checked {
        let entry = &row.entry;
        let subject = entry.subject.as_str();
        match entry.kind.as_str() {
            "user.created" => {
                if let (Ok(id), Some(email)) = (UserId::parse(subject), text(&entry.after, "email"))
                {
                    self.memory.users.insert(id, email.to_owned());
                }
            }
            "wallet.ordered" | "wallet.opened" => self.follow_wallet(row).await?,
            "delegation.granted" => {
                let granted = DelegationId::parse(subject).ok();
                self.memory.delegations.extend(granted);
            }
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
        self.memory.wallets.insert(id, watched);
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
        self.memory.by_external_id.insert(external_id, id);
        let watched = Watched {
            status: expected.to_owned(),
            authorised_at: (!waited).then_some(record.times.created_at),
            started: false,
            record,
            waited,
            parties,
            executions: 0,
        };
        let before = self.memory.transfers.insert(id, watched);
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
            "submitting" => {
                self.check_sending(id).await?;
                self.starts_in_turn(id)?;
            }
            "approved" if from == "pending" => {
                self.check_vote(id, Choice::Approve).await?;
                self.note_authorised(id).await?;
            }
            "rejected" => self.check_vote(id, Choice::Reject).await?,
            _ => {}
        }
        if let Some(watched) = self.memory.transfers.get_mut(&id) {
            to.clone_into(&mut watched.status);
            watched.started |= to == "submitting";
        }
        Ok(())
    }
}
