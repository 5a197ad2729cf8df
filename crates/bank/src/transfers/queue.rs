//! The bank's side: what waits for a decision, what needs a look, and the facts for deciding.

use domain::access::{ConflictReason, conflict};
use domain::id::TransferId;
use domain::money::BaseUnits;
use domain::transfer::Status;
use serde_json::{Value, json};
use store::transfers::{AppliedRule, FeedFilter, InitiatorFacts, QueueFilter};
use store::{Page, Paged, TimeCursor};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

pub use store::approvals::Decider;
pub use store::transfers::DestinationFacts;

use super::TransferView;
use super::decide::conflict_facts;
use super::facts::{available, holds_of};
use super::view::Reader;
use crate::Bank;
use crate::audit::Change;
use crate::caller::Caller;
use crate::error::{Error, Refusal, Result};

/// How far back an initiator's history is told.
const INITIATOR_HISTORY: Duration = Duration::days(30);

/// A transfer with the facts for deciding on it.
#[derive(Debug, Clone)]
pub struct QueuedTransfer {
    /// The transfer, as employees see it.
    pub transfer: TransferView,
    /// The rule that decided whether it waits.
    pub rule: RuleFacts,
    /// What the wallet could give now, by the last known balance less what is spoken for; absent
    /// when no balance is known.
    pub balance_now: Option<BaseUnits>,
    /// The same after this transfer; absent when it exceeds the balance, or none is known.
    pub balance_after: Option<BaseUnits>,
    /// Whether the transfer exceeds what the wallet could give now.
    pub exceeds_balance: bool,
    /// What is known of the receiver.
    pub address: DestinationFacts,
    /// How the initiator's transfers of the last 30 days ended.
    pub initiator: InitiatorFacts,
    /// Why the reader may not decide.
    pub conflict: Option<ConflictReason>,
    /// Whether the reader could approve it now.
    pub may_decide: bool,
}

/// The rule that decided, in base units of the transfer's asset.
pub type RuleFacts = AppliedRule;

impl Bank {
    /// Transfers on the bank's side, oldest first.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee.
    pub async fn transfer_queue(
        &self,
        caller: &Caller,
        filter: QueueFilter,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferView, TimeCursor>> {
        caller.require_employee()?;
        let listed = self.store().transfer_queue_unscoped(filter, page).await?;
        let mut page = self.page_of_views(listed, Reader::Employee).await?;
        self.mark_excesses(&mut page.rows).await?;
        Ok(page)
    }

    /// Transfers for employees to read, newest first: decided ones, those of one customer, of one
    /// wallet. Reading one customer's, or one wallet's, is audited.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee.
    pub async fn transfer_feed(
        &self,
        caller: &Caller,
        filter: FeedFilter,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferView, TimeCursor>> {
        caller.require_employee()?;
        self.record_feed_reading(caller, filter).await?;
        let listed = self.store().transfer_feed_unscoped(filter, page).await?;
        let mut page = self.page_of_views(listed, Reader::Employee).await?;
        self.mark_excesses(&mut page.rows).await?;
        Ok(page)
    }

    /// The same for a table that leaves the house; its first page is audited as an export.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee.
    pub async fn exported_transfers(
        &self,
        caller: &Caller,
        filter: FeedFilter,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferView, TimeCursor>> {
        caller.require_employee()?;
        if page.after.is_none() {
            let change = Change::new("transfer.exported", "transfers").after(told(filter));
            self.record_alone(caller, change).await?;
        }
        let listed = self.store().transfer_feed_unscoped(filter, page).await?;
        self.page_of_views(listed, Reader::Employee).await
    }

    /// Employees who have decided on some transfer, by name.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee.
    pub async fn deciders(&self, caller: &Caller) -> Result<Vec<Decider>> {
        caller.require_employee()?;
        Ok(self.store().deciders().await?)
    }

    async fn record_feed_reading(&self, caller: &Caller, filter: FeedFilter) -> Result<()> {
        let FeedFilter {
            customer, wallet, ..
        } = filter;
        if let Some(customer) = customer {
            self.record_reading(caller, "customer.transfers_read", customer)
                .await?;
        }
        if let Some(wallet) = wallet {
            self.record_reading(caller, "wallet.transfers_read", wallet)
                .await?;
        }
        Ok(())
    }

    /// Marks the waiting transfers that ask for more than their wallet could give now.
    async fn mark_excesses(&self, rows: &mut [TransferView]) -> Result<()> {
        let waits = |row: &&TransferView| row.status == Status::Pending;
        let mut wallets: Vec<_> = rows.iter().filter(waits).map(|row| row.wallet_id).collect();
        wallets.sort_unstable();
        wallets.dedup();
        let copies = self.store().balance_copies(&wallets).await?;
        let Some(oldest) = copies.values().filter_map(|copy| copy.as_of).min() else {
            return Ok(());
        };
        let reservations = self.store().reservations(&wallets, oldest).await?;
        for row in rows.iter_mut().filter(|row| row.status == Status::Pending) {
            let copy = copies.get(&row.wallet_id);
            row.exceeds_balance = available(row.wallet_id, row.asset, copy, &reservations)
                .map(|available| available < row.amount);
        }
        Ok(())
    }

    /// One transfer on the bank's side, with the facts for deciding on it; the reading is audited,
    /// since it tells of the customer's balance and history.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee, [`Refusal::NotFound`].
    pub async fn queued_transfer(&self, caller: &Caller, id: TransferId) -> Result<QueuedTransfer> {
        caller.require_employee()?;
        let listing = self
            .store()
            .transfer_listing_unscoped(id, None)
            .await?
            .ok_or(Refusal::NotFound)?;
        self.record_reading(caller, "transfer.read", id).await?;
        let record = listing.transfer.clone();
        let wallet = self
            .store()
            .find_wallet_unscoped(record.order.wallet)
            .await?
            .ok_or_else(|| Error::corrupt("a transfer without its wallet"))?;
        let people = self.store().transfer_people(id).await?;
        let conflict = conflict(&caller.person()?, conflict_facts(&people));
        let paused = self.store().pause().await?.is_some();
        let held = holds_of(paused, &wallet, &record).check().is_err();
        let balance_now = self.spendable_now(&record.order).await?;
        let amount = record.order.amount;
        let since = self.clock().now() - INITIATOR_HISTORY;
        Ok(QueuedTransfer {
            rule: record.rule.clone(),
            balance_after: balance_now.and_then(|balance| balance.checked_sub(amount)),
            exceeds_balance: balance_now.is_some_and(|balance| balance < amount),
            balance_now,
            address: self
                .store()
                .destination_facts(wallet.owner_id, wallet.network, record.order.destination)
                .await?,
            initiator: self
                .store()
                .initiator_facts(record.order.initiator, since)
                .await?,
            may_decide: record.status == Status::Pending && conflict.is_none() && !held,
            conflict,
            transfer: TransferView {
                exceeds_balance: (record.status == Status::Pending)
                    .then(|| Some(balance_now? < amount))
                    .flatten(),
                ..self.view_of_transfer(listing, Reader::Employee).await?
            },
        })
    }
}

/// What the audit says of an export.
fn told(filter: FeedFilter) -> Value {
    let FeedFilter {
        status,
        attention,
        decided,
        decided_by,
        customer,
        wallet,
        from,
        to,
        decided_from,
        decided_to,
    } = filter;
    json!({
        "status": status.map(Status::as_str),
        "attention": attention,
        "decided": decided,
        "decided_by": decided_by.map(|id| id.to_string()),
        "customer": customer.map(|id| id.to_string()),
        "wallet": wallet.map(|id| id.to_string()),
        "from": from.map(written),
        "to": to.map(written),
        "decided_from": decided_from.map(written),
        "decided_to": decided_to.map(written),
    })
}

/// A time as the audit has it.
fn written(at: OffsetDateTime) -> String {
    // Formatting fails only for years that need more than four digits.
    at.to_offset(UtcOffset::UTC)
        .format(&Rfc3339)
        .unwrap_or_default()
}
