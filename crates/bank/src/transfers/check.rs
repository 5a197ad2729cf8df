//! An employee's wish to ask custody now. Nothing is ever sent by it.

use domain::id::TransferId;
use domain::transfer::Status;
use store::transfers::TransferRecord;

use super::TransferOutcome;
use super::execute::Urgency;
use crate::Bank;
use crate::budget::Priority;
use crate::caller::Caller;
use crate::error::{Refusal, Result};
use crate::units;

/// What came of asking custody about a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Custody answered, and what it said is booked.
    Answered,
    /// There is nothing to ask, or somebody else is at it.
    Needless,
    /// Custody could not be asked, or gave no usable answer.
    Unanswered,
}

impl Bank {
    /// Asks custody about a transfer now and books what it says.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee, [`Refusal::NotFound`],
    /// [`Refusal::WalletServiceUnavailable`].
    pub async fn check_transfer(&self, caller: &Caller, id: TransferId) -> Result<TransferOutcome> {
        caller.require_employee()?;
        let known = self
            .store()
            .find_transfer_unscoped(id)
            .await?
            .ok_or(Refusal::NotFound)?;
        if self.ask_about(known.id).await? == Asked::Unanswered {
            return Err(Refusal::WalletServiceUnavailable.into());
        }
        self.outcome_for_employee(id).await
    }

    /// Looks through custody's list for a transfer of which custody has not told an id.
    pub(super) async fn look_for(&self, id: TransferId) -> Result<Asked> {
        let Some(_way) = self.way_to_custody(Priority::Outcome, 1).await else {
            return Ok(Asked::Unanswered);
        };
        let is_asked_for = |transfer: &TransferRecord| {
            let asked = transfer.status == Status::Submitting && transfer.custody.id.is_none();
            asked.then_some(())
        };
        let taken_up = self.take_up_question(id, units::TAKE_UP_CHECK, is_asked_for);
        match taken_up.await? {
            Some((work, ())) => self.look_up(&work, Urgency::Now).await,
            None => Ok(Asked::Needless),
        }
    }
}
