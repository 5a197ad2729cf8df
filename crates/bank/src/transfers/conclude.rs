//! What custody reports of a transfer, booked; and when somebody looks at it again.

use core::time::Duration;

use domain::execution::{
    ATTENTION_REPEAT, AttentionCode, CustodyState, Known, LOOK_UP_GAP, Seen, StateStep, backoff,
    judge_state,
};
use domain::id::TransferId;
use domain::transfer::Status;
use store::Tx;
use store::transfers::{CustodyNote, Lease, Schedule, TransferRecord};
use time::OffsetDateTime;

use super::book::By;
use super::lease::Work;
use super::likeness::is_ours;
use crate::Bank;
use crate::custody::CustodyTransfer;
use crate::error::{Error, Result};

/// How often a transfer is looked at that custody holds until somebody approves it there.
const HELD_EVERY: Duration = Duration::from_secs(10);

/// So many times slower custody is asked while it tells by itself how transfers go on.
const SLOWER_WITH_NOTICES: u32 = 5;

/// How long a transfer rests after something was done about it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pause {
    /// After so many attempts that failed.
    Backoff(u32),
    /// Until the list is looked through a second time.
    SecondLook,
    /// Until somebody may have changed something.
    Attention,
    /// Until somebody may have approved it at custody.
    Held,
    /// Until custody may have gone on with it.
    Poll,
    /// As long as it would have: nothing was done after all.
    AsBefore,
    /// For ever.
    Ended,
}

impl Bank {
    /// Books what custody reports and gives the lease back. Whether the balance changed.
    pub(super) async fn conclude(
        &self,
        tx: &mut Tx,
        work: &Work,
        transfer: &mut TransferRecord,
        found: &CustodyTransfer,
    ) -> Result<bool> {
        let CustodyTransfer {
            id,
            state,
            tx_hash,
            fee,
            replaced,
            ..
        } = found;
        let lease = &work.lease;
        if self.contradicts(tx, work, transfer, found).await? {
            self.call_attention(tx, transfer, AttentionCode::Contradiction)
                .await?;
            self.let_go(tx, lease, transfer, Pause::Attention).await?;
            return Ok(false);
        }
        let known = Known {
            status: transfer.status,
            hash: transfer.custody.tx_hash,
        };
        let seen = Seen {
            state: *state,
            hash: *tx_hash,
            replaced: *replaced,
        };
        let held = *state
            == CustodyState::Waiting {
                held_by_policy: true,
            };
        // A hash is kept whatever the state: what was reported once cannot become "never sent".
        let note = CustodyNote {
            id: Some(id.clone()),
            tx_hash: *tx_hash,
            fee: *fee,
            held,
        };
        if !tx.note_custody(transfer.id, lease, &note).await? {
            return Err(Error::corrupt("a lease that was just ours"));
        }
        let mut changed = false;
        let mut pause = Pause::Poll;
        match judge_state(known, seen) {
            StateStep::Nothing => self.call_off_attention(tx, transfer).await?,
            StateStep::Book(events) => {
                for event in events {
                    self.book(tx, transfer, event, &By::lease(lease)).await?;
                }
                self.call_off_attention(tx, transfer).await?;
                changed = true;
            }
            StateStep::Attention(code) => {
                self.call_attention(tx, transfer, code).await?;
                pause = if held { Pause::Held } else { Pause::Attention };
            }
        }
        if transfer.status.is_final() {
            pause = Pause::Ended;
        }
        self.let_go(tx, lease, transfer, pause).await?;
        Ok(changed)
    }

    /// Whether custody reports something else than what was asked for, or under an id that this
    /// transfer cannot have: another one was told before, or it is another transfer's.
    async fn contradicts(
        &self,
        tx: &mut Tx,
        work: &Work,
        transfer: &TransferRecord,
        found: &CustodyTransfer,
    ) -> Result<bool> {
        if !is_ours(found, &work.wallet, &transfer.order) {
            return Ok(true);
        }
        match &transfer.custody.id {
            Some(known) => Ok(*known != found.id),
            None => Ok(tx.find_transfer_by_custody_id(&found.id).await?.is_some()),
        }
    }

    /// Gives the lease back and says when to go on.
    pub(super) async fn let_go(
        &self,
        tx: &mut Tx,
        lease: &Lease,
        transfer: &TransferRecord,
        pause: Pause,
    ) -> Result<()> {
        let now = self.clock().now();
        let schedule = schedule(transfer, pause, now, self.notices_flow(now));
        if tx.release_transfer(transfer.id, lease, &schedule).await? {
            Ok(())
        } else {
            Err(Error::corrupt("a lease that was just ours"))
        }
    }

    /// Marks a transfer for employees.
    pub(super) async fn call_attention(
        &self,
        tx: &mut Tx,
        transfer: &TransferRecord,
        code: AttentionCode,
    ) -> Result<()> {
        self.call_attention_to(tx, transfer, code, attention_text(code))
            .await
    }

    /// Marks a transfer for employees, in words of its own.
    pub(super) async fn call_attention_to(
        &self,
        tx: &mut Tx,
        transfer: &TransferRecord,
        code: AttentionCode,
        text: &str,
    ) -> Result<()> {
        let now = self.clock().now();
        let attention = Some((code.as_str(), text));
        tx.note_attention(transfer.id, attention, now).await?;
        let known = transfer.attention.as_ref().map(|known| known.code.as_str());
        if known != Some(code.as_str()) {
            self.announce_transfer(tx, "transfer.changed", transfer.id, &transfer.order);
        }
        Ok(())
    }

    /// Takes the mark away, unless nobody can say yet what it waits for.
    pub(super) async fn call_off_attention(
        &self,
        tx: &mut Tx,
        transfer: &TransferRecord,
    ) -> Result<()> {
        if transfer.attention.is_some() && !is_undecided(transfer) {
            tx.note_attention(transfer.id, None, self.clock().now())
                .await?;
            self.announce_transfer(tx, "transfer.changed", transfer.id, &transfer.order);
        }
        Ok(())
    }
}

fn schedule(
    transfer: &TransferRecord,
    pause: Pause,
    now: OffsetDateTime,
    notices_flow: bool,
) -> Schedule {
    let after = |pause: Duration| Schedule {
        next_attempt_at: Some(now + pause),
        absent_since: None,
    };
    match pause {
        Pause::Backoff(attempts) => after(with_jitter(transfer.id, attempts)),
        Pause::Attention => after(ATTENTION_REPEAT),
        Pause::Held => after(HELD_EVERY),
        Pause::Poll if notices_flow => after(poll_gap(transfer, now) * SLOWER_WITH_NOTICES),
        Pause::Poll => after(poll_gap(transfer, now)),
        Pause::AsBefore => Schedule {
            next_attempt_at: transfer.execution.next_attempt_at,
            absent_since: transfer.execution.absent_since,
        },
        Pause::Ended => Schedule::default(),
        Pause::SecondLook => {
            let since = transfer.execution.absent_since.unwrap_or(now);
            Schedule {
                next_attempt_at: Some(since + LOOK_UP_GAP),
                absent_since: Some(since),
            }
        }
    }
}

/// The backoff of the rules, up to a quarter longer: transfers that failed together do not all
/// come back together. The part is drawn from the id, which is random enough, by another byte for
/// each attempt, so that two that met once do not meet again and again.
fn with_jitter(id: TransferId, attempts: u32) -> Duration {
    /// The bytes of a UUID of version 7 that are random through and through.
    const RANDOM: usize = 7;
    let pause = backoff(attempts);
    let bytes = id.uuid().into_bytes();
    let turn = usize::try_from(attempts).unwrap_or_default() % RANDOM;
    let drawn = bytes.iter().rev().nth(turn).copied().unwrap_or_default();
    pause + pause / 4 * u32::from(drawn) / 255
}

/// Whether people look at it because it takes long, and it still does: custody has it, and nobody
/// can say yet how it ends.
fn is_undecided(transfer: &TransferRecord) -> bool {
    let mark = transfer.attention.as_ref().map(|mark| mark.code.as_str());
    transfer.status == Status::Submitting && mark == Some(AttentionCode::Undecided.as_str())
}

/// How long custody is left alone with a transfer that it has: short at first, when somebody may
/// be watching, longer for one that takes its time.
fn poll_gap(transfer: &TransferRecord, now: OffsetDateTime) -> Duration {
    let times = &transfer.times;
    let since = times
        .broadcasted_at
        .or(times.submitting_at)
        .unwrap_or(times.created_at);
    let age = now - since;
    if age < Duration::from_secs(20) {
        Duration::from_secs(2)
    } else if age < Duration::from_secs(3 * 60) {
        Duration::from_secs(5)
    } else if age < Duration::from_secs(30 * 60) {
        Duration::from_secs(15)
    } else {
        Duration::from_secs(60)
    }
}

/// What employees read about a transfer that they should look at.
fn attention_text(code: AttentionCode) -> &'static str {
    match code {
        AttentionCode::HeldByCustody => "Custody holds it until somebody approves it there.",
        AttentionCode::UnknownState => "Custody reports a state that the bank does not know.",
        AttentionCode::Replaced => "Custody replaced its transaction by another one.",
        AttentionCode::LostHash => {
            "Custody reports an end without the transaction that it reported before."
        }
        AttentionCode::Aborted => "Custody gave it up, but its transaction may still be open.",
        AttentionCode::RefusedByCustody => {
            "Custody refuses this transfer for now; it is tried again every minute."
        }
        AttentionCode::Undecided => "Nobody can say yet whether custody sends it.",
        AttentionCode::BodyDamaged => {
            "What is stored to be sent is not what was decided on, so it is not sent."
        }
        AttentionCode::Contradiction => {
            "Custody reports something that cannot follow from what the bank knows."
        }
    }
}
