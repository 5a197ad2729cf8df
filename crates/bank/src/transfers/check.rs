//! An employee's wish to ask custody now. Nothing is ever sent by it.

use domain::id::TransferId;
use domain::transfer::Status;

use super::TransferOutcome;
use super::facts::wallet_ref;
use super::lease::Work;
use crate::Bank;
use crate::caller::Caller;
use crate::error::{Error, Refusal, Result};
use crate::units;

impl Bank {
    /// Asks custody about a transfer now and books what it says.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee, [`Refusal::NotFound`].
    pub async fn check_transfer(&self, caller: &Caller, id: TransferId) -> Result<TransferOutcome> {
        caller.require_employee()?;
        let known = self
            .store()
            .find_transfer_unscoped(id)
            .await?
            .ok_or(Refusal::NotFound)?;
        self.ask_about(known.id).await?;
        self.outcome_for_employee(id).await
    }

    /// Looks through custody's list for a transfer of which custody has not told an id.
    pub(super) async fn look_for(&self, id: TransferId) -> Result<()> {
        let Some(under_way) = self.executions().under_way.take(id) else {
            return Ok(());
        };
        let mut tx = self.store().begin(units::TAKE_UP_CHECK).await?;
        let Some(transfer) = tx.lock_transfer(id).await? else {
            return Ok(());
        };
        let open = transfer.status == Status::Submitting && transfer.custody.id.is_none();
        if !open {
            return Ok(());
        }
        let Some(lease) = self.claim(&mut tx, &under_way).await? else {
            return Ok(());
        };
        tx.commit().await?;
        let wallet = self
            .store()
            .find_wallet_unscoped(transfer.order.wallet)
            .await?;
        let wallet = wallet
            .as_ref()
            .and_then(wallet_ref)
            .ok_or_else(|| Error::corrupt("a transfer of an unopened wallet"))?;
        let work = Work {
            transfer,
            wallet,
            lease,
            _under_way: under_way,
        };
        self.look_up(&work).await
    }
}
