//! Withdrawing: by a person, or because a right is gone.

use domain::access::{self, Standing, WalletAction};
use domain::id::{TransferId, UserId, WalletId};
use domain::transfer::{CancelReason, Event};
use store::Tx;
use store::transfers::TransferRecord;

use super::TransferOutcome;
use super::book::By;
use crate::Bank;
use crate::again::Repeat;
use crate::caller::Caller;
use crate::error::{Refusal, Result};
use crate::units;

impl Bank {
    /// Withdraws a transfer before it is being sent: the wallet's owner any on it, a delegate
    /// their own.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::Forbidden`], [`Refusal::AlreadyDecided`],
    /// [`Refusal::TooLate`].
    pub async fn cancel_transfer(
        &self,
        caller: &Caller,
        id: TransferId,
    ) -> Result<TransferOutcome> {
        let known = self
            .store()
            .find_transfer_unscoped(id)
            .await?
            .ok_or(Refusal::NotFound)?;
        self.again(Repeat::Unsafe, || self.cancel_once(caller, &known))
            .await?;
        self.outcome_for(caller, id).await
    }

    async fn cancel_once(&self, caller: &Caller, known: &TransferRecord) -> Result<()> {
        let id = known.id;
        let mut tx = self.store().begin(units::CANCEL_TRANSFER).await?;
        tx.lock_pause_shared().await?;
        let wallet = tx
            .lock_wallet_shared(known.order.wallet)
            .await?
            .ok_or(Refusal::NotFound)?;
        let grant = tx
            .lock_delegation(wallet.id, caller.user)
            .await?
            .map(|held| held.grant);
        // On the customers' side an employee is anybody else.
        let standing = Standing::of(caller.user, false, wallet.owner_id, grant);
        let own = known.order.initiator == caller.user;
        access::check(standing, WalletAction::WithdrawTransfer { own })?;
        let mut transfer = tx.lock_transfer(id).await?.ok_or(Refusal::NotFound)?;
        let event = Event::Cancel(CancelReason::Withdrawn);
        self.book(&mut tx, &mut transfer, event, &By::person(caller))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Cancels what a grantee has open on a wallet, inside the transaction that takes the right
    /// away. The caller of this has locked wallet and delegation.
    pub(crate) async fn cancel_open_of_grantee(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        wallet: WalletId,
        grantee: UserId,
    ) -> Result<()> {
        let reason = CancelReason::DelegationRevoked;
        self.cancel_open(tx, caller, (Some(wallet), Some(grantee)), reason)
            .await
    }

    /// Cancels what is open on a wallet, inside the transaction of its owner's freeze. The caller
    /// of this has locked the wallet for itself alone.
    pub(crate) async fn cancel_open_of_wallet(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        wallet: WalletId,
    ) -> Result<()> {
        self.cancel_open(tx, caller, (Some(wallet), None), CancelReason::WalletFrozen)
            .await
    }

    /// Cancels what a person has open on any wallet, inside the transaction that retires them.
    pub(crate) async fn cancel_open_of_user(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: UserId,
    ) -> Result<()> {
        self.cancel_open(tx, caller, (None, Some(user)), CancelReason::UserRetired)
            .await
    }

    async fn cancel_open(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (wallet, initiator): (Option<WalletId>, Option<UserId>),
        reason: CancelReason,
    ) -> Result<()> {
        let by = By::person(caller);
        for mut transfer in tx.lock_open_transfers(wallet, initiator).await? {
            self.book(tx, &mut transfer, Event::Cancel(reason), &by)
                .await?;
        }
        Ok(())
    }
}
