//! What answers say about custody as a whole: whether it is in reach, and whether it still lets the
//! bank in. While it does not, the executor stands still.

use domain::execution::DenialStreak;
use domain::id::WalletId;
use serde_json::json;
use store::Tx;
use store::service_state::ServiceFact;
use time::{Duration, OffsetDateTime};

use crate::Bank;
use crate::audit::Change;
use crate::budget::{Priority, SIGNED_CALLS};
use crate::caller::{Actor, RequestContext};
use crate::custody::{CallError, Detail};
use crate::error::{Error, Result};
use crate::units;

/// How often a custody that does not let us in is asked again.
const PROBE_EVERY: Duration = Duration::seconds(30);

/// How often it is written down that custody answers.
const NOTE_ANSWER_EVERY: Duration = Duration::seconds(10);

/// What one answer says about custody.
#[derive(Debug, Clone, Copy)]
pub(super) enum AnswerFacts<'a> {
    /// It looked at a transfer, whatever it said.
    Works,
    /// It answered a question.
    Answers,
    /// It refuses transfers of this wallet.
    Denied(WalletId),
    /// It wants fewer calls, or our own budget does: that says nothing of what it takes.
    Throttled,
    /// It gave no answer.
    OutOfReach,
    /// It does not let us in.
    Misconfigured(&'a Detail),
}

impl<'a> AnswerFacts<'a> {
    /// What the answer to a question says.
    pub(super) fn of<T>(answer: &'a core::result::Result<T, CallError>) -> Self {
        match answer {
            Ok(_) | Err(CallError::NotFound(_) | CallError::Refused(_)) => Self::Answers,
            Err(CallError::Throttled { .. }) => Self::Throttled,
            Err(CallError::NotSent(_) | CallError::Unknown(_)) => Self::OutOfReach,
            Err(CallError::Misconfigured(detail)) => Self::Misconfigured(detail),
        }
    }
}

impl Bank {
    /// Whether custody does not let the bank in: the executor then stands still and readiness is
    /// red.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn custody_is_misconfigured(&self) -> Result<bool> {
        let state = self
            .store()
            .service_state(ServiceFact::CustodyMisconfigured)
            .await?;
        Ok(state.is_some())
    }

    /// Keeps what an answer says about custody as a whole.
    pub(super) async fn note_custody(&self, facts: AnswerFacts<'_>) -> Result<()> {
        match facts {
            AnswerFacts::Throttled => Ok(()),
            AnswerFacts::OutOfReach => self.note_held_back().await,
            AnswerFacts::Misconfigured(detail) => {
                tracing::error!(%detail, "custody refuses the bank's credentials");
                self.stop_executor("the bank's credentials are refused")
                    .await
            }
            AnswerFacts::Denied(wallet) => {
                self.note_works().await?;
                self.note_denied(wallet).await
            }
            AnswerFacts::Works => {
                if self
                    .store()
                    .service_state(ServiceFact::DeniedStreak)
                    .await?
                    .is_some()
                {
                    let mut tx = self.store().begin(units::END_DENIALS).await?;
                    tx.clear_service_state(ServiceFact::DeniedStreak).await?;
                    tx.commit().await?;
                }
                self.note_works().await
            }
            AnswerFacts::Answers => self.note_answered().await,
        }
    }

    /// Keeps what the answer to a question outside of transfers says about custody as a whole.
    pub(crate) async fn note_question<T: Sync>(
        &self,
        answer: &core::result::Result<T, CallError>,
    ) -> Result<()> {
        self.note_custody(AnswerFacts::of(answer)).await
    }

    /// Custody looked at a transfer: what only waited for that goes on at once. An answer to a mere
    /// question does not do that, or each of them would undo the pauses between attempts while
    /// custody answers questions and fails to take transfers.
    async fn note_works(&self) -> Result<()> {
        if !self.breaker().end_trouble() {
            return self.note_answered().await;
        }
        let now = self.clock().now();
        let mut tx = self.store().begin(units::END_TROUBLE).await?;
        tx.note_service_state(ServiceFact::CustodyAnswered, now, "answered")
            .await?;
        tx.clear_service_state(ServiceFact::CustodyOutOfReach)
            .await?;
        tx.hasten_transfers(now).await?;
        tx.commit().await?;
        self.executions().wake();
        Ok(())
    }

    /// Custody gave no answer; while that holds other calls back it is written down, so that people
    /// read it whichever process they ask.
    async fn note_held_back(&self) -> Result<()> {
        let Some(since) = self.breaker().state().held_back_since() else {
            return Ok(());
        };
        let mut tx = self.store().begin(units::NOTE_CUSTODY_ANSWER).await?;
        tx.note_service_state(ServiceFact::CustodyOutOfReach, since, &self.node().name)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sends a question ahead when calls have been held back for long enough; for when no transfer
    /// is due that would go ahead.
    pub(crate) async fn try_custody(&self) -> Result<()> {
        let way = self.way_to_custody(Priority::Money, SIGNED_CALLS).await;
        if way.is_some_and(|way| way.goes_ahead()) {
            let answer = self.custody_for_money().probe().await;
            self.note_question(&answer).await?;
        }
        Ok(())
    }

    /// Lets one transfer go on at once when calls are no longer held back. The others follow when
    /// custody takes it: that it answers questions does not say that it does.
    pub(crate) async fn go_on_if_reopened(&self) -> Result<()> {
        if !self.breaker().was_reopened() {
            return Ok(());
        }
        let now = self.clock().now();
        let mut tx = self.store().begin(units::END_TROUBLE).await?;
        tx.clear_service_state(ServiceFact::CustodyOutOfReach)
            .await?;
        tx.hasten_one_transfer(now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Custody answered; written down every now and then.
    async fn note_answered(&self) -> Result<()> {
        let now = self.clock().now();
        if !self.executions().note_answer_due(now, NOTE_ANSWER_EVERY) {
            return Ok(());
        }
        let mut tx = self.store().begin(units::NOTE_CUSTODY_ANSWER).await?;
        tx.note_service_state(ServiceFact::CustodyAnswered, now, "answered")
            .await?;
        tx.clear_service_state(ServiceFact::CustodyOutOfReach)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Counts different wallets in a row; too many, and it is the bank that is refused.
    async fn note_denied(&self, wallet: WalletId) -> Result<()> {
        let mut tx = self.store().begin(units::COUNT_DENIAL).await?;
        let known = tx.service_state(ServiceFact::DeniedStreak).await?;
        let mut streak = match &known {
            None => DenialStreak::default(),
            Some(state) => read_streak(&state.value)?,
        };
        let concerns_the_bank = streak.denied(wallet);
        let now = self.clock().now();
        let wallets: Vec<_> = streak.wallets().map(|wallet| wallet.to_string()).collect();
        tx.note_service_state(ServiceFact::DeniedStreak, now, &wallets.join(" "))
            .await?;
        tx.commit().await?;
        if concerns_the_bank {
            self.stop_executor("transfers of several wallets in a row are refused")
                .await?;
        }
        Ok(())
    }

    /// Stops the executor of every node until a probe succeeds.
    async fn stop_executor(&self, why: &str) -> Result<()> {
        let mut tx = self.store().begin(units::STOP_EXECUTOR).await?;
        if tx
            .service_state(ServiceFact::CustodyMisconfigured)
            .await?
            .is_some()
        {
            tx.rollback().await?;
            return Ok(());
        }
        let now = self.clock().now();
        tx.note_service_state(ServiceFact::CustodyMisconfigured, now, why)
            .await?;
        let change =
            Change::new("alert.custody_misconfigured", "custody").after(json!({ "why": why }));
        self.record_for_bank(&mut tx, change).await?;
        self.announce_to_staff(&mut tx, "custody.changed", "custody");
        tx.commit().await?;
        self.executions().note_probe(now);
        Ok(())
    }

    /// Asks a custody that did not let us in by one signed call without effect; lets the executor
    /// go on when it succeeds. The worker calls it again and again.
    pub(crate) async fn probe_if_due(&self) -> Result<()> {
        let Some(state) = self
            .store()
            .service_state(ServiceFact::CustodyMisconfigured)
            .await?
        else {
            return Ok(());
        };
        let now = self.clock().now();
        if !self.executions().probe_due(now, state.at, PROBE_EVERY) {
            return Ok(());
        }
        self.executions().note_probe(now);
        if let Err(error) = self.custody_for_money().probe().await {
            tracing::warn!(%error, "custody does not let the bank in yet");
            return Ok(());
        }
        let now = self.clock().now();
        let mut tx = self.store().begin(units::LET_EXECUTOR_GO_ON).await?;
        tx.clear_service_state(ServiceFact::CustodyMisconfigured)
            .await?;
        tx.clear_service_state(ServiceFact::DeniedStreak).await?;
        tx.note_service_state(ServiceFact::CustodyAnswered, now, "answered")
            .await?;
        tx.hasten_transfers(now).await?;
        self.record_for_bank(&mut tx, Change::new("custody.recovered", "custody"))
            .await?;
        self.announce_to_staff(&mut tx, "custody.changed", "custody");
        tx.commit().await?;
        self.executions().wake();
        Ok(())
    }

    /// Writes an audit row on the bank's own account.
    pub(super) async fn record_for_bank(&self, tx: &mut Tx, change: Change) -> Result<()> {
        if change.kind.starts_with("alert.") {
            tracing::warn!(kind = change.kind, subject = %change.subject, "alert");
        }
        self.record(tx, &Actor::Bank, &RequestContext::default(), change)
            .await
    }
}

/// The wallets of a streak as `note_denied` writes them down.
fn read_streak(text: &str) -> Result<DenialStreak> {
    text.split(' ')
        .map(|wallet| WalletId::parse(wallet).map_err(|_| Error::corrupt("a streak of denials")))
        .collect()
}

/// Times that only this process needs.
#[derive(Debug, Default)]
pub(super) struct HealthTimes {
    pub(super) answer_noted_at: Option<OffsetDateTime>,
    pub(super) worker_noted_at: Option<OffsetDateTime>,
    pub(super) probed_at: Option<OffsetDateTime>,
    pub(super) notice_noted_at: Option<OffsetDateTime>,
    pub(super) notice_heard_at: Option<OffsetDateTime>,
    pub(super) started_at: Option<OffsetDateTime>,
}
