//! Taking transfers that custody has to their end: custody is asked, never sent anything.

use domain::execution::AttentionCode;
use domain::id::TransferId;
use domain::reference::CustodyTransferId;
use store::transfers::TransferRecord;

use super::check::Asked;
use super::conclude::Pause;
use super::execute::Urgency;
use super::health::AnswerFacts;
use crate::Bank;
use crate::budget::Priority;
use crate::custody::CallError;
use crate::error::Result;
use crate::units;

impl Bank {
    /// Asks custody about one transfer when its time has come.
    pub(crate) async fn poll_due(&self, id: TransferId) {
        self.poll_logged(id, Urgency::WhenDue).await;
    }

    /// Asks custody about one transfer; a fault is logged, the row is met again later.
    pub(super) async fn poll_logged(&self, id: TransferId, urgency: Urgency) {
        if let Err(error) = self.poll(id, urgency).await {
            tracing::error!(%id, ?error, "asking about a transfer was interrupted");
        }
    }

    /// Asks custody about one transfer that it has, if it is time and nobody else is at it, and
    /// books what it says.
    pub(super) async fn poll(&self, id: TransferId, urgency: Urgency) -> Result<Asked> {
        let Some(_way) = self.way_to_custody(Priority::Outcome, 1).await else {
            return Ok(Asked::Unanswered);
        };
        let asked = |transfer: &TransferRecord| self.custody_id_to_ask(transfer, urgency);
        let taken_up = self.take_up_question(id, units::TAKE_UP_POLL, asked);
        let Some((work, custody_id)) = taken_up.await? else {
            return Ok(Asked::Needless);
        };
        let call = self
            .custody_for_outcomes()
            .transfer(&work.wallet, &custody_id);
        let Some(answer) = self.while_leased(&work, call).await? else {
            return Ok(Asked::Needless);
        };
        self.note_custody(AnswerFacts::of(&answer)).await?;

        let mut tx = self.store().begin(units::BOOK_POLL).await?;
        let Some(mut transfer) = self.lock_leased(&mut tx, &work).await? else {
            return Ok(Asked::Needless);
        };
        let (asked, changed) = match &answer {
            Ok(found) => {
                let concluded = self.conclude(&mut tx, &work, &mut transfer, found);
                (Asked::Answered, concluded.await?)
            }
            Err(CallError::NotFound(_)) => {
                // It was there: that custody forgets a transfer is for people to look into.
                self.call_attention(&mut tx, &transfer, AttentionCode::Contradiction)
                    .await?;
                self.let_go(&mut tx, &work.lease, &transfer, Pause::Attention)
                    .await?;
                (Asked::Answered, false)
            }
            Err(
                CallError::NotSent(_)
                | CallError::Throttled { .. }
                | CallError::Misconfigured(_)
                | CallError::Refused(_)
                | CallError::Unknown(_),
            ) => {
                let pause = match urgency {
                    Urgency::WhenDue => Pause::Poll,
                    Urgency::Now => Pause::AsBefore,
                };
                self.let_go(&mut tx, &work.lease, &transfer, pause).await?;
                (Asked::Unanswered, false)
            }
        };
        tx.commit().await?;
        if changed {
            self.refresh_wallets_of(&transfer.order).await?;
        }
        Ok(asked)
    }

    fn custody_id_to_ask(
        &self,
        transfer: &TransferRecord,
        urgency: Urgency,
    ) -> Option<CustodyTransferId> {
        let now = self.clock().now();
        let due = urgency == Urgency::Now || transfer.execution.is_due(now);
        let asked = due && transfer.status.is_with_custody();
        transfer.custody.id.clone().filter(|_| asked)
    }
}
