//! The embedded ledger: the first adapter of the port, over the bank's own database.

use std::sync::Arc;

use async_trait::async_trait;
use domain::id::{FiatAccountId, UserId};
use domain::money::Cents;
use serde_json::json;
use store::audit::NewAudit;
use store::events::NewEvent;
use store::fiat::{
    FiatAccount, FiatAccountKind, FiatEntry, LedgerAccount, NewFiatAccount, NewLedgerEntry,
    NewLedgerTransaction,
};
use store::{Page, Paged, SeqCursor, Store, Tx};

use super::{FiatAccountView, FiatAccounts, FiatEntryView, iban};
use crate::caller::Actor;
use crate::clock::Clock;
use crate::custody::Direction;
use crate::error::Fault;
use crate::ids::Ids;
use crate::settings::OpeningBalances;
use crate::units;

/// How often another IBAN is tried when the one that was drawn is taken.
const IBAN_TRIES: u32 = 5;

/// Accounts and entries in the bank's own database.
#[derive(Debug)]
pub struct EmbeddedLedger {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    opening_balances: OpeningBalances,
}

impl EmbeddedLedger {
    /// A ledger that gives new customers these balances, booked against equity.
    #[must_use]
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        opening_balances: OpeningBalances,
    ) -> Self {
        Self {
            store,
            clock,
            ids,
            opening_balances,
        }
    }

    async fn try_ensure(&self, customer: UserId) -> Result<(), store::Error> {
        let mut tx = self.store.begin(units::OPEN_FIAT_ACCOUNTS).await?;
        for kind in FiatAccountKind::ALL {
            self.ensure_one(&mut tx, customer, kind).await?;
        }
        tx.commit().await
    }

    async fn ensure_one(
        &self,
        tx: &mut Tx,
        customer: UserId,
        kind: FiatAccountKind,
    ) -> Result<(), store::Error> {
        let (name, opening_balance) = match kind {
            FiatAccountKind::Checking => ("Checking account", self.opening_balances.checking),
            FiatAccountKind::Savings => ("Savings account", self.opening_balances.savings),
        };
        let id = FiatAccountId::from_uuid(self.ids.uuid());
        let account = NewFiatAccount {
            id,
            user_id: customer,
            kind,
            name: name.to_owned(),
            iban: iban::from_uuid(self.ids.uuid()),
            created_at: self.clock.now(),
        };
        if !tx.ensure_fiat_account(&account).await? {
            return Ok(());
        }
        if opening_balance != Cents::ZERO {
            self.book_opening(tx, id, opening_balance).await?;
        }
        tx.append_event(NewEvent {
            at: account.created_at,
            kind: "fiat_account.changed".to_owned(),
            subject: id.to_string(),
            wallet_id: None,
            user_id: Some(customer),
            staff: false,
        });
        tx.append_audit(&NewAudit {
            at: account.created_at,
            actor_id: None,
            actor: Actor::Bank.label().to_owned(),
            kind: "fiat_account.opened".to_owned(),
            subject: id.to_string(),
            before: None,
            after: Some(json!({
                "owner": customer.to_string(),
                "kind": kind.as_str(),
                "balance": opening_balance.to_string(),
            })),
            request_id: String::new(),
            address: String::new(),
        })
        .await
    }

    async fn book_opening(
        &self,
        tx: &mut Tx,
        account: FiatAccountId,
        cents: Cents,
    ) -> Result<(), store::Error> {
        let Some(against) = cents.checked_neg() else {
            return Ok(());
        };
        tx.post_ledger(&NewLedgerTransaction {
            id: self.ids.uuid(),
            kind: "opening_balance".to_owned(),
            description: "Opening balance".to_owned(),
            at: self.clock.now(),
            entries: vec![
                NewLedgerEntry {
                    account: LedgerAccount::Fiat(account),
                    cents,
                },
                NewLedgerEntry {
                    account: LedgerAccount::Equity,
                    cents: against,
                },
            ],
        })
        .await
    }
}

#[async_trait]
impl FiatAccounts for EmbeddedLedger {
    async fn ensure_for(&self, customer: UserId) -> Result<(), Fault> {
        if self.store.fiat_accounts_of(customer).await?.len() == FiatAccountKind::ALL.len() {
            return Ok(());
        }
        let mut tries = 1;
        loop {
            match self.try_ensure(customer).await {
                // Somebody else's account has the number that was drawn: the next draw differs.
                Err(error) if error.is_unique_violation() && tries < IBAN_TRIES => tries += 1,
                outcome => return Ok(outcome?),
            }
        }
    }

    async fn of(&self, person: UserId) -> Result<Vec<FiatAccountView>, Fault> {
        let accounts = self.store.fiat_accounts_of(person).await?;
        Ok(accounts.into_iter().map(to_view).collect())
    }

    async fn find_of(
        &self,
        person: UserId,
        id: FiatAccountId,
    ) -> Result<Option<FiatAccountView>, Fault> {
        Ok(self
            .store
            .find_fiat_account_of(person, id)
            .await?
            .map(to_view))
    }

    async fn entries_of(
        &self,
        person: UserId,
        id: FiatAccountId,
        direction: Option<Direction>,
        page: Page<SeqCursor>,
    ) -> Result<Paged<FiatEntryView, SeqCursor>, Fault> {
        let incoming = direction.map(|direction| direction == Direction::In);
        let entries = self.store.fiat_entries_of(person, id, incoming, page);
        let Paged { rows, next } = entries.await?;
        let rows = rows.into_iter().map(to_entry).collect();
        Ok(Paged { rows, next })
    }
}

fn to_view(account: FiatAccount) -> FiatAccountView {
    let FiatAccount {
        id,
        user_id,
        kind,
        name,
        iban,
        created_at: _,
        balance,
    } = account;
    FiatAccountView {
        id,
        owner_id: user_id,
        name,
        kind,
        iban,
        balance,
    }
}

fn to_entry(entry: FiatEntry) -> FiatEntryView {
    let FiatEntry {
        seq,
        transaction_id: _,
        kind: _,
        description,
        cents,
        balance_after,
        at,
    } = entry;
    FiatEntryView {
        seq,
        at,
        description,
        amount: cents,
        balance_after,
    }
}
