//! Who may send and who may decide, read from the tables at the very moment.

use std::collections::BTreeSet;

use domain::approval::Choice;
use domain::delegation::Permission;
use domain::id::{TransferId, UserId};
use domain::money::BaseUnits;
use store::transfers::TransferRecord;

use super::{Checked, Oracle};
use crate::people::PEOPLE;

impl Oracle {
    /// Passes when the initiator may send from the wallet now; answers the limit of a delegate.
    pub(super) async fn right_to_send(
        &self,
        id: TransferId,
        record: &TransferRecord,
        when: &str,
    ) -> Checked<Option<BaseUnits>> {
        let order = &record.order;
        let wallet = self.store.find_wallet_unscoped(order.wallet).await?;
        let user = self.store.find_user(order.initiator).await?;
        if user.is_none_or(|user| user.retired_at.is_some()) && when == "asked for" {
            return Err(self.broken(id, "was asked for by somebody who was retired"));
        }
        if wallet.is_some_and(|wallet| wallet.owner_id == order.initiator) {
            return Ok(None);
        }
        let held = self
            .store
            .find_delegation(order.wallet, order.initiator)
            .await?;
        match held {
            Some(held) if held.grant.permission() == Permission::Transfer => Ok(held.grant.limit()),
            Some(_) | None => Err(self.broken(id, format!("was {when} without the right to send"))),
        }
    }

    /// Passes when neither the bank's pause nor a freeze holds the wallet.
    pub(super) async fn held_by_nothing(
        &self,
        id: TransferId,
        record: &TransferRecord,
        when: &str,
    ) -> Checked {
        if self.store.pause().await?.is_some() {
            return Err(self.broken(id, format!("was {when} while the bank was paused")));
        }
        let wallet = self.store.find_wallet_unscoped(record.order.wallet).await?;
        let frozen = wallet.is_none_or(|wallet| {
            wallet.frozen_by_owner_at.is_some() || wallet.frozen_by_bank_at.is_some()
        });
        if frozen {
            return Err(self.broken(id, format!("was {when} while its wallet was frozen")));
        }
        Ok(())
    }

    /// Who has an interest in a transfer at this moment.
    pub(super) async fn interested(&self, record: &TransferRecord) -> Checked<BTreeSet<UserId>> {
        let order = &record.order;
        let held = self.store.delegations_of_wallet(order.wallet).await?;
        let mut people: BTreeSet<_> = held.iter().map(|held| held.grantee_id).collect();
        people.insert(order.initiator);
        let wallets = self.memory.wallets.values();
        let owners = wallets
            .filter(|wallet| wallet.id == order.wallet || wallet.address == Some(order.destination))
            .map(|wallet| wallet.owner);
        people.extend(owners);
        Ok(people)
    }

    /// It becomes `submitting`: right and approval must hold at this very moment.
    pub(super) async fn check_sending(&self, id: TransferId) -> Checked {
        let watched = self.watched(id)?;
        let record = &watched.record;
        self.right_to_send(id, record, "sent").await?;
        self.held_by_nothing(id, record, "sent").await?;
        if watched.waited {
            self.check_vote(id, Choice::Approve).await?;
        }
        let body = self.store.transfer_body(id).await?;
        let says = |text: &str| body.windows(text.len()).any(|part| part == text.as_bytes());
        let amount = format!("\"{}\"", record.order.amount);
        if !says(&amount) || !says(&record.order.destination.to_string()) {
            return Err(self.broken(id, "is not sent as it was asked for"));
        }
        Ok(())
    }

    /// Passes when an employee without an interest decided so, and nobody decided otherwise.
    pub(super) async fn check_vote(&self, id: TransferId, choice: Choice) -> Checked {
        let watched = self.watched(id)?;
        let votes = self.store.approvals_of(id).await?;
        let [vote] = votes.as_slice() else {
            return Err(self.broken(id, format!("was decided by {} votes", votes.len())));
        };
        if vote.choice != choice {
            return Err(self.broken(id, "was decided against its only vote"));
        }
        if vote.body_hash != watched.record.order.body_hash {
            return Err(self.broken(id, "was decided on with another body"));
        }
        let decider = self.memory.users.get(&vote.decider).map(String::as_str);
        let decider = decider.unwrap_or_default();
        if !PEOPLE
            .iter()
            .any(|one| one.employee && one.email == decider)
        {
            return Err(self.broken(id, format!("was decided by {decider}, no employee")));
        }
        let users = &self.memory.users;
        let mut parties = watched.parties.iter().filter_map(|id| users.get(id));
        if parties.any(|party| party.eq_ignore_ascii_case(decider)) {
            return Err(self.broken(id, format!("was decided by {decider}, who is party to it")));
        }
        Ok(())
    }
}
