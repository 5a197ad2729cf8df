//! Rejecting a waiting transfer. Nothing moves, so neither pause nor freeze stands in the way.

use domain::approval::Choice;
use domain::id::TransferId;

use super::{DecisionRequest, TransferOutcome};
use crate::Bank;
use crate::caller::Caller;
use crate::error::Result;

impl Bank {
    /// Rejects a waiting transfer.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`](crate::Refusal::Forbidden) for who is no employee,
    /// [`Refusal::NotFound`](crate::Refusal::NotFound),
    /// [`Refusal::Invalid`](crate::Refusal::Invalid),
    /// [`Refusal::AlreadyDecided`](crate::Refusal::AlreadyDecided),
    /// [`Refusal::ConflictOfInterest`](crate::Refusal::ConflictOfInterest),
    /// [`Refusal::BodyHashMismatch`](crate::Refusal::BodyHashMismatch).
    pub async fn reject_transfer(
        &self,
        caller: &Caller,
        id: TransferId,
        request: &DecisionRequest,
    ) -> Result<TransferOutcome> {
        self.decide_transfer(caller, id, Choice::Reject, request)
            .await?;
        self.outcome_for_employee(id).await
    }
}
