//! Transfers of which nobody has been able to say for long whether custody sends them: employees
//! look at them, with the facts. The executor goes on with them as before.

use domain::execution::{AttemptEnding, AttentionCode, UNDECIDED_AFTER};
use domain::id::TransferId;
use domain::transfer::Status;
use store::transfers::{Attempt, TransferRecord};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::handover::ending_of;
use crate::Bank;
use crate::error::Result;
use crate::units;

/// Transfers of one round.
const ROUND: u32 = 100;

impl Bank {
    /// Marks what has been undecided for too long, and keeps the facts of such marks up to date.
    pub(crate) async fn mark_undecided(&self) -> Result<()> {
        let before = self.clock().now() - UNDECIDED_AFTER;
        for id in self.store().undecided_transfers(before, ROUND).await? {
            self.mark_one_undecided(id).await?;
        }
        Ok(())
    }

    async fn mark_one_undecided(&self, id: TransferId) -> Result<()> {
        let Some(known) = self.store().find_transfer_unscoped(id).await? else {
            return Ok(());
        };
        let attempts = self.store().transfer_attempts(id).await?;
        let facts = facts(&known, &attempts);
        let told = known.attention.and_then(|mark| mark.detail);
        if told.as_ref() == Some(&facts) {
            return Ok(());
        }
        let mut tx = self.store().begin(units::KEEP_HOUSE).await?;
        // It may have been decided since, or be looked at for another reason.
        let transfer = tx.lock_transfer(id).await?.filter(is_open);
        if let Some(transfer) = transfer {
            self.call_attention_to(&mut tx, &transfer, AttentionCode::Undecided, &facts)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Whether it is still being sent and nothing else is the matter with it.
fn is_open(transfer: &TransferRecord) -> bool {
    let mark = transfer.attention.as_ref().map(|mark| mark.code.as_str());
    transfer.status == Status::Submitting
        && mark.is_none_or(|code| code == AttentionCode::Undecided.as_str())
}

/// What employees read: how often it was tried, since when, and what came of it last.
fn facts(transfer: &TransferRecord, attempts: &[Attempt]) -> String {
    let at = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
    let said = if transfer.custody.id.is_some() {
        "Custody has it and has not sent it yet"
    } else {
        "Nobody can say yet whether custody sends it"
    };
    let Some((first, last)) = attempts.first().zip(attempts.last()) else {
        return format!("{said}.");
    };
    let answer = match ending_of(last) {
        None => "gave no usable answer",
        Some(AttemptEnding::Accepted) => "was accepted",
        Some(AttemptEnding::NotSent) => "did not reach custody",
        Some(AttemptEnding::Misconfigured) => "was refused for the bank's credentials",
        Some(AttemptEnding::Denied) => "was refused for now",
        Some(AttemptEnding::Invalid) => "was called invalid",
        Some(AttemptEnding::Conflict) => "met another transfer with its id",
    };
    format!(
        "{said}. Attempts: {}, the first at {}; the latest, at {}, {answer}. Its money stays \
         reserved, and the bank goes on asking.",
        attempts.len(),
        at(first.started_at),
        at(last.started_at),
    )
}
