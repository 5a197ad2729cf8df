//! What is held since a restore: somebody at the bank releases it or withdraws it.

use domain::approval::Choice;
use domain::id::TransferId;
use domain::transfer::{CancelReason, Event, Status};
use serde_json::json;
use store::Tx;
use store::transfers::TransferRecord;

use super::TransferOutcome;
use super::book::By;
use crate::Bank;
use crate::audit::Change;
use crate::caller::{Actor, Caller, RequestContext};
use crate::error::{Refusal, Result};
use crate::units;

/// Who decides about what is held.
#[derive(Debug, Clone, Copy)]
enum Who<'a> {
    Employee(&'a Caller),
    Operator,
}

impl Bank {
    /// Lets a transfer go on that is held since a restore: one that waits can be approved again,
    /// one that was approved is sent.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NotFound`], [`Refusal::NotHeld`],
    /// [`Refusal::RecoveryUnfinished`], [`Refusal::ConflictOfInterest`].
    pub async fn release_transfer(
        &self,
        caller: &Caller,
        id: TransferId,
    ) -> Result<TransferOutcome> {
        caller.require_employee()?;
        self.release(Who::Employee(caller), id).await
    }

    /// Withdraws a transfer that is held since a restore. One that may be with custody cannot be
    /// withdrawn.
    ///
    /// # Errors
    /// As [`Bank::release_transfer`]; [`Refusal::TooLate`].
    pub async fn cancel_held_transfer(
        &self,
        caller: &Caller,
        id: TransferId,
    ) -> Result<TransferOutcome> {
        caller.require_employee()?;
        self.cancel_held(Who::Employee(caller), id).await
    }

    /// As [`Bank::release_transfer`], for the operator at the command line.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NotHeld`], [`Refusal::RecoveryUnfinished`].
    pub async fn release_transfer_as_operator(&self, id: TransferId) -> Result<TransferOutcome> {
        self.release(Who::Operator, id).await
    }

    /// As [`Bank::cancel_held_transfer`], for the operator at the command line.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NotHeld`], [`Refusal::RecoveryUnfinished`],
    /// [`Refusal::TooLate`].
    pub async fn cancel_held_transfer_as_operator(
        &self,
        id: TransferId,
    ) -> Result<TransferOutcome> {
        self.cancel_held(Who::Operator, id).await
    }

    async fn release(&self, who: Who<'_>, id: TransferId) -> Result<TransferOutcome> {
        let mut tx = self.store().begin(units::RELEASE_TRANSFER).await?;
        let transfer = self.lock_held(&mut tx, who, id).await?;
        tx.lift_hold(id).await?;
        let (actor, request) = who.named();
        let change = Change::new("transfer.released", id)
            .before(json!({ "held": true }))
            .after(json!({ "held": false, "status": transfer.status.as_str() }));
        self.record(&mut tx, &actor, &request, change).await?;
        self.announce_transfer(&mut tx, "transfer.changed", id, &transfer.order);
        tx.commit().await?;
        self.executions().wake();
        self.outcome_for_employee(id).await
    }

    async fn cancel_held(&self, who: Who<'_>, id: TransferId) -> Result<TransferOutcome> {
        let mut tx = self.store().begin(units::CANCEL_HELD_TRANSFER).await?;
        let mut transfer = self.lock_held(&mut tx, who, id).await?;
        let (actor, request) = who.named();
        let event = Event::Cancel(CancelReason::NotReleased);
        self.book(&mut tx, &mut transfer, event, &By::actor(actor, request))
            .await?;
        tx.commit().await?;
        self.outcome_for_employee(id).await
    }

    /// A transfer that is held, locked; once it is known what custody has, and for who has no
    /// interest in it.
    async fn lock_held(&self, tx: &mut Tx, who: Who<'_>, id: TransferId) -> Result<TransferRecord> {
        let known = self
            .store()
            .find_transfer_unscoped(id)
            .await?
            .ok_or(Refusal::NotFound)?;
        tx.lock_pause_shared().await?;
        if tx.recovery().await?.is_reading() {
            return Err(Refusal::RecoveryUnfinished.into());
        }
        tx.lock_wallet_shared(known.order.wallet).await?;
        tx.lock_delegation(known.order.wallet, known.order.initiator)
            .await?;
        let transfer = tx.lock_transfer(id).await?.ok_or(Refusal::NotFound)?;
        let is_open = matches!(
            transfer.status,
            Status::Pending | Status::Approved | Status::Submitting
        );
        if transfer.recovery.held_since.is_none() || !is_open {
            return Err(Refusal::NotHeld.into());
        }
        if let Who::Employee(caller) = who {
            // A vote for the sake of its rules: who may not decide on it may not release it either.
            self.cast(tx, caller, id, Choice::Approve).await?;
        }
        Ok(transfer)
    }
}

impl Who<'_> {
    fn named(&self) -> (Actor, RequestContext) {
        match self {
            Self::Employee(caller) => ((*caller).into(), caller.request.clone()),
            Self::Operator => (Actor::Operator, RequestContext::default()),
        }
    }
}
