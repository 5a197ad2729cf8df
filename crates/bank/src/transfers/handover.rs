//! Handing over: the call that may move money, and what is booked from its answer.

use domain::execution::{Answer, AttemptEnding, Invalidity, NextStep, after_answer};
use domain::reference::CustodyTransferId;
use domain::transfer::{Event, FailReason};
use store::Tx;
use store::transfers::{Attempt, TransferRecord};

use super::book::By;
use super::conclude::Pause;
use super::execute::Urgency;
use super::health::AnswerFacts;
use super::lease::Work;
use crate::Bank;
use crate::audit::Change;
use crate::custody::{CustodyTransfer, Detail, Submission};
use crate::error::{Error, Fault, Result};
use crate::units;

/// How often recording an answer is tried when another transaction is in the way: an answer that
/// is not recorded counts as unknown for ever.
const RECORD_TRIES: u32 = 3;

/// How long the transaction in the way is left alone between two tries.
const RECORD_PAUSE: time::Duration = time::Duration::milliseconds(50);

/// What follows after an answer is recorded, outside its transaction.
enum Followup {
    /// The lease is given back.
    Done,
    /// Look through custody's list.
    LookUp,
    /// Fetch the transfer that has our external id.
    FetchDuplicate(CustodyTransferId),
}

impl Bank {
    /// Sends the stored bytes and records what became of them.
    pub(super) async fn hand_over(&self, work: &Work, n: u32, body: &[u8]) -> Result<()> {
        let call = self.custody_for_money().submit_transfer(&work.wallet, body);
        let Some(submission) = self.while_leased(work, call).await? else {
            return Ok(());
        };
        let followup = self.record_answer(work, n, &submission).await?;
        self.note_answer(work, &submission).await?;
        match followup {
            Followup::Done => Ok(()),
            Followup::LookUp => self.look_up(work, Urgency::WhenDue).await.map(drop),
            Followup::FetchDuplicate(duplicate) => self.fetch_duplicate(work, &duplicate).await,
        }
    }

    async fn record_answer(
        &self,
        work: &Work,
        n: u32,
        submission: &Submission,
    ) -> Result<Followup> {
        let mut tries = 1;
        loop {
            match self.record_answer_once(work, n, submission).await {
                Err(error) if is_busy(&error) && tries < RECORD_TRIES => {
                    tries += 1;
                    let again_at = self.clock().now() + RECORD_PAUSE;
                    self.clock().sleep_until(again_at).await;
                }
                recorded => return recorded,
            }
        }
    }

    async fn record_answer_once(
        &self,
        work: &Work,
        n: u32,
        submission: &Submission,
    ) -> Result<Followup> {
        let mut tx = self.store().begin(units::RECORD_ANSWER).await?;
        let leased = self.lock_leased(&mut tx, work).await?;
        let answer = answer(submission);
        let ending = answer.ending().map(AttemptEnding::as_str);
        let now = self.clock().now();
        tx.end_attempt(work.transfer.id, n, ending, &detail(submission), now)
            .await?;
        let attempts = tx.transfer_attempts(work.transfer.id).await?;
        let is_newest = attempts.last().is_some_and(|newest| newest.n == n);
        let Some(mut transfer) = leased.filter(|_| is_newest) else {
            // How the attempt ended is true all the same; what follows is no longer ours to say.
            tx.commit().await?;
            return Ok(Followup::Done);
        };
        let others: Vec<_> = attempts
            .iter()
            .filter(|attempt| attempt.n != n)
            .map(ending_of)
            .collect();
        let step = match (after_answer(&others, answer), submission) {
            (NextStep::FetchDuplicate, Submission::Conflict { duplicate, .. }) => {
                tx.commit().await?;
                // Without its id the duplicate is looked for in the list.
                return Ok(duplicate
                    .clone()
                    .map_or(Followup::LookUp, Followup::FetchDuplicate));
            }
            (NextStep::LookUp(_), _) => {
                tx.commit().await?;
                return Ok(Followup::LookUp);
            }
            (step, _) => step,
        };
        let found = match submission {
            Submission::Accepted(found) => Some(found),
            Submission::NotSent(_)
            | Submission::Throttled { .. }
            | Submission::Misconfigured { .. }
            | Submission::Denied(_)
            | Submission::Invalid(_)
            | Submission::Conflict { .. }
            | Submission::Unknown(_) => None,
        };
        let changed = self
            .carry_out(&mut tx, work, &mut transfer, (step, found))
            .await?;
        tx.commit().await?;
        if changed {
            self.refresh_wallets_of(&transfer.order).await?;
        }
        Ok(Followup::Done)
    }

    /// Books what follows from an answer and gives the lease back. Whether the balance changed.
    pub(super) async fn carry_out(
        &self,
        tx: &mut Tx,
        work: &Work,
        transfer: &mut TransferRecord,
        (step, found): (NextStep, Option<&CustodyTransfer>),
    ) -> Result<bool> {
        let by = By::lease(&work.lease);
        let attempts = transfer.execution.attempts;
        match (step, found) {
            (NextStep::Adopt, Some(found)) => {
                return self.conclude(tx, work, transfer, found).await;
            }
            (NextStep::Adopt, None) => {
                return Err(Error::corrupt("nothing to adopt"));
            }
            (NextStep::BackToApproved(proof), _) => {
                self.book(tx, transfer, Event::Return(proof), &by).await?;
                self.call_off_attention(tx, transfer).await?;
                self.let_go(tx, &work.lease, transfer, Pause::Backoff(attempts))
                    .await?;
            }
            (NextStep::Repeat | NextStep::FetchDuplicate, _) => {
                self.let_go(tx, &work.lease, transfer, Pause::Backoff(attempts))
                    .await?;
            }
            (NextStep::LookUp(_), _) => {
                self.let_go(tx, &work.lease, transfer, Pause::SecondLook)
                    .await?;
            }
            (NextStep::Fail(reason), _) => {
                self.book(tx, transfer, Event::Refuse(reason), &by).await?;
                self.call_off_attention(tx, transfer).await?;
                if reason == FailReason::ExternalIdTaken {
                    let change = Change::new("alert.external_id_taken", transfer.id);
                    self.record_for_bank(tx, change).await?;
                }
                self.let_go(tx, &work.lease, transfer, Pause::Ended).await?;
            }
            (NextStep::Attention(code), _) => {
                self.call_attention(tx, transfer, code).await?;
                self.let_go(tx, &work.lease, transfer, Pause::Attention)
                    .await?;
            }
        }
        Ok(false)
    }

    /// Keeps what an answer says about custody as a whole.
    async fn note_answer(&self, work: &Work, submission: &Submission) -> Result<()> {
        let facts = match submission {
            Submission::Accepted(_) | Submission::Invalid(_) | Submission::Conflict { .. } => {
                AnswerFacts::Works
            }
            Submission::Denied(_) => AnswerFacts::Denied(work.transfer.order.wallet),
            Submission::Throttled { .. } => AnswerFacts::Throttled,
            Submission::NotSent(_) | Submission::Unknown(_) => AnswerFacts::OutOfReach,
            Submission::Misconfigured { detail, .. } => AnswerFacts::Misconfigured(detail),
        };
        self.note_custody(facts).await
    }
}

/// The answer as the rules know it.
fn answer(submission: &Submission) -> Answer {
    match submission {
        Submission::Accepted(_) => Answer::Accepted,
        Submission::NotSent(_) | Submission::Throttled { .. } => Answer::NotSent,
        Submission::Misconfigured {
            transfer_call_made, ..
        } => Answer::Misconfigured {
            transfer_call_made: *transfer_call_made,
        },
        Submission::Denied(_) => Answer::DeniedHere,
        Submission::Invalid(Detail(text)) => Answer::Invalid(invalidity(text)),
        Submission::Conflict { .. } => Answer::Conflict,
        Submission::Unknown(_) => Answer::Unknown,
    }
}

/// What operators read about an attempt.
fn detail(submission: &Submission) -> String {
    match submission {
        Submission::Accepted(found) => found.id.to_string(),
        Submission::NotSent(detail)
        | Submission::Throttled { detail, .. }
        | Submission::Misconfigured { detail, .. }
        | Submission::Denied(detail)
        | Submission::Invalid(detail)
        | Submission::Conflict { detail, .. }
        | Submission::Unknown(detail) => detail.0.clone(),
    }
}

/// What a refused request lacked, by custody's own sentence. It only chooses the words that the
/// customer reads; what is booked does not depend on it.
pub(super) fn invalidity(text: &str) -> Invalidity {
    let text = text.to_ascii_lowercase();
    if text.contains("insufficient") {
        Invalidity::InsufficientBalance
    } else {
        Invalidity::Other
    }
}

/// The ending of an attempt as the rules know it. A text that we do not know counts as unknown.
pub(super) fn ending_of(attempt: &Attempt) -> Option<AttemptEnding> {
    attempt.ending.as_deref().and_then(AttemptEnding::parse)
}

fn is_busy(error: &Error) -> bool {
    matches!(error, Error::Fault(Fault::Store(error)) if error.is_busy())
}
