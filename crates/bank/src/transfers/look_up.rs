//! Asking without sending: custody's list of a wallet's transfers, and the transfer that has our
//! external id.

use domain::execution::{
    AttemptEnding, Duplicate, LookUp, NextStep, after_duplicate, after_look_up,
};
use domain::reference::CustodyTransferId;
use domain::transfer::FailReason;
use store::transfers::Attempt;

use super::check::Asked;
use super::conclude::Pause;
use super::execute::Urgency;
use super::handover::{ending_of, invalidity};
use super::health::AnswerFacts;
use super::lease::Work;
use super::likeness::{duplicate_of, outgoing_of};
use crate::Bank;
use crate::custody::CallError;
use crate::error::Result;
use crate::units;

impl Bank {
    /// Looks through custody's list for a transfer, under its lease, and books what follows.
    /// A list that cannot be read changes nothing for somebody who only asks.
    pub(super) async fn look_up(&self, work: &Work, urgency: Urgency) -> Result<Asked> {
        if !self.renew_lease(work).await? {
            return Ok(Asked::Needless);
        }
        let external_id = &work.transfer.order.external_id;
        let call = self
            .custody_for_outcomes()
            .find_transfer(&work.wallet, external_id);
        let Some(answer) = self.while_leased(work, call).await? else {
            return Ok(Asked::Needless);
        };
        self.note_custody(AnswerFacts::of(&answer)).await?;

        let mut tx = self.store().begin(units::LOOK_UP_TRANSFER).await?;
        let Some(mut transfer) = self.lock_leased(&mut tx, work).await? else {
            return Ok(Asked::Needless);
        };
        let asked = match &answer {
            Ok(_) => Asked::Answered,
            Err(_) => Asked::Unanswered,
        };
        if asked == Asked::Unanswered && urgency == Urgency::Now {
            self.let_go(&mut tx, &work.lease, &transfer, Pause::AsBefore)
                .await?;
            tx.commit().await?;
            return Ok(asked);
        }
        let attempts = tx.transfer_attempts(transfer.id).await?;
        let step = match (&answer, attempts.last().and_then(refusal_of)) {
            (Ok(Some(found)), reason) => {
                let ours = outgoing_of(&work.wallet, &transfer.order);
                match (after_duplicate(&duplicate_of(found), &ours), reason) {
                    // Custody itself has to say so, when it is asked for ours the next time.
                    (NextStep::Fail(_), None) => NextStep::Repeat,
                    (step, _) => step,
                }
            }
            (Ok(None), Some(reason)) => {
                let since = transfer
                    .execution
                    .absent_since
                    .map(|since| self.clock().now() - since);
                let since_first_absent = since.and_then(|since| since.try_into().ok());
                after_look_up(LookUp::Absent { since_first_absent }, reason)
            }
            // Not there, but nobody has refused it either: it may still be on its way.
            (Ok(None), None) => NextStep::Repeat,
            (Err(_), reason) => after_look_up(
                LookUp::Unreadable,
                reason.unwrap_or(FailReason::RefusedByCustody),
            ),
        };
        let found = answer.ok().flatten();
        let changed = self
            .carry_out(&mut tx, work, &mut transfer, (step, found.as_ref()))
            .await?;
        tx.commit().await?;
        if changed {
            self.refresh_wallets_of(&transfer.order).await?;
        }
        Ok(asked)
    }

    /// Fetches the transfer that custody has under our external id: ours is adopted, another one
    /// means that ours was never accepted.
    pub(super) async fn fetch_duplicate(&self, work: &Work, id: &CustodyTransferId) -> Result<()> {
        if !self.renew_lease(work).await? {
            return Ok(());
        }
        let call = self.custody_for_outcomes().transfer(&work.wallet, id);
        let Some(answer) = self.while_leased(work, call).await? else {
            return Ok(());
        };
        self.note_custody(AnswerFacts::of(&answer)).await?;

        let mut tx = self.store().begin(units::FETCH_DUPLICATE).await?;
        let Some(mut transfer) = self.lock_leased(&mut tx, work).await? else {
            return Ok(());
        };
        let duplicate = match &answer {
            Ok(found) => duplicate_of(found),
            Err(CallError::NotFound(_)) => Duplicate::NotFound,
            Err(
                CallError::NotSent(_)
                | CallError::Throttled { .. }
                | CallError::Misconfigured(_)
                | CallError::Refused(_)
                | CallError::Unknown(_),
            ) => Duplicate::Unreadable,
        };
        let step = after_duplicate(&duplicate, &outgoing_of(&work.wallet, &transfer.order));
        let found = answer.ok();
        let changed = self
            .carry_out(&mut tx, work, &mut transfer, (step, found.as_ref()))
            .await?;
        tx.commit().await?;
        if changed {
            self.refresh_wallets_of(&transfer.order).await?;
        }
        Ok(())
    }
}

/// Why a transfer fails that custody refused at its latest attempt and never accepted.
fn refusal_of(latest: &Attempt) -> Option<FailReason> {
    match ending_of(latest)? {
        AttemptEnding::Invalid => {
            Some(invalidity(latest.detail.as_deref().unwrap_or_default()).reason())
        }
        AttemptEnding::Conflict => Some(FailReason::ExternalIdTaken),
        AttemptEnding::Accepted
        | AttemptEnding::NotSent
        | AttemptEnding::Misconfigured
        | AttemptEnding::Denied => None,
    }
}
