//! Approving a waiting transfer, which then goes on as one that needed no approval.

use domain::approval::Choice;
use domain::id::TransferId;

use super::{DecisionRequest, TransferOutcome};
use crate::Bank;
use crate::caller::Caller;
use crate::error::Result;

impl Bank {
    /// Approves a waiting transfer and hands it to custody.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`](crate::Refusal::Forbidden) for who is no employee,
    /// [`Refusal::NotFound`](crate::Refusal::NotFound),
    /// [`Refusal::Invalid`](crate::Refusal::Invalid),
    /// [`Refusal::AlreadyDecided`](crate::Refusal::AlreadyDecided),
    /// [`Refusal::ConflictOfInterest`](crate::Refusal::ConflictOfInterest),
    /// [`Refusal::BodyHashMismatch`](crate::Refusal::BodyHashMismatch),
    /// [`Refusal::Paused`](crate::Refusal::Paused),
    /// [`Refusal::WalletFrozen`](crate::Refusal::WalletFrozen).
    pub async fn approve_transfer(
        &self,
        caller: &Caller,
        id: TransferId,
        request: &DecisionRequest,
    ) -> Result<TransferOutcome> {
        self.decide_transfer(caller, id, Choice::Approve, request)
            .await?;
        self.execute_and_wait(id).await;
        self.outcome_for_employee(id).await
    }
}
