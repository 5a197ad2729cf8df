//! The one way in which the status of a transfer changes, and what custody reported beside it.

use domain::id::TransferId;
use domain::money::BaseUnits;
use domain::reference::{CustodyTransferId, TxHash};
use domain::transfer::Status;
use time::OffsetDateTime;

use super::{Ending, Lease};
use crate::error::Result;
use crate::sql::sql;
use crate::tx::Tx;

/// A change of status.
#[derive(Debug, Clone)]
pub struct Transition<'a> {
    /// Which transfer.
    pub id: TransferId,
    /// Where the caller saw it.
    pub from: Status,
    /// Where it goes, by `domain::transfer`.
    pub to: Status,
    /// How it ended, where that needs words.
    pub ending: Option<&'a Ending>,
    /// Set by who works on the row under a lease: the change happens only while no other claim
    /// followed.
    pub lease: Option<&'a Lease>,
    /// When.
    pub at: OffsetDateTime,
}

/// What custody reported; what is absent here stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustodyNote {
    /// Custody's id; the first one is kept.
    pub id: Option<CustodyTransferId>,
    /// Hash on chain; the first one is kept.
    pub tx_hash: Option<TxHash>,
    /// Fee paid; the newest one is kept.
    pub fee: Option<BaseUnits>,
    /// Custody holds it for a policy of its own.
    pub held: bool,
}

impl Tx {
    /// Changes the status and appends the step. `false`, and nothing changed, when the row is not
    /// in `from` or no longer under this lease.
    ///
    /// # Errors
    /// [`Error::Refused`](crate::Error::Refused) for a step that the database does not know.
    pub async fn transition(&mut self, change: &Transition<'_>) -> Result<bool> {
        let Transition {
            id,
            from,
            to,
            ending,
            lease,
            at,
        } = change;
        let changed = self
            .execute(sql!(
                "UPDATE transfers SET status = $3, updated_at = $4, \
                 reason_code = COALESCE($5, reason_code), reason = COALESCE($6, reason), \
                 decided_at = CASE WHEN $3 IN ('approved', 'rejected') \
                 THEN COALESCE(decided_at, $4) ELSE decided_at END, \
                 submitting_at = CASE WHEN $3 = 'submitting' \
                 THEN COALESCE(submitting_at, $4) ELSE submitting_at END, \
                 broadcasted_at = CASE WHEN $3 = 'broadcasted' THEN $4 ELSE broadcasted_at END, \
                 confirmed_at = CASE WHEN $3 = 'confirmed' THEN $4 ELSE confirmed_at END, \
                 ended_at = CASE WHEN $3 IN ('confirmed', 'failed', 'rejected', 'cancelled') \
                 THEN $4 ELSE NULL END, \
                 next_attempt_at = CASE WHEN $3 IN ('confirmed', 'failed', 'rejected', 'cancelled') \
                 THEN NULL ELSE $4 END \
                 WHERE id = $1 AND status = $2 \
                 AND ($7 IS NULL OR (lease_node = $7 AND lease_boot = $8 AND lease_claim = $9))";
                *id,
                from.as_str(),
                to.as_str(),
                *at,
                ending.map(|ending| ending.code.clone()),
                ending.map(|ending| ending.text.clone()),
                lease.map(|lease| lease.holder.name.clone()),
                lease.map(|lease| lease.holder.boot),
                lease.map(|lease| lease.claim),
            ))
            .await?;
        if changed == 0 {
            return Ok(false);
        }
        self.append_step(*id, *to, *at).await?;
        Ok(true)
    }

    /// Keeps what custody reported, if the row is still under this lease. What custody has is not
    /// held any more: there is nothing left to hold back.
    ///
    /// # Errors
    /// [`Error::UniqueViolation`](crate::Error::UniqueViolation) when another transfer has the
    /// custody id.
    pub async fn note_custody(
        &mut self,
        id: TransferId,
        lease: &Lease,
        note: &CustodyNote,
    ) -> Result<bool> {
        let Lease { holder, claim } = lease;
        let changed = self
            .execute(sql!(
                "UPDATE transfers SET custody_id = COALESCE(custody_id, $2), \
                 held_since = CASE WHEN $2 IS NULL THEN held_since END, \
                 tx_hash = COALESCE(tx_hash, $3), fee = COALESCE($4, fee), held_by_custody = $5 \
                 WHERE id = $1 AND lease_node = $6 AND lease_boot = $7 AND lease_claim = $8";
                id,
                note.id.as_ref().map(|id| id.as_str().to_owned()),
                note.tx_hash.map(|hash| hash.to_string()),
                note.fee,
                note.held,
                &holder.name,
                holder.boot,
                *claim,
            ))
            .await?;
        Ok(changed == 1)
    }

    /// Marks a transfer for people to look at, or takes the mark away. The time since when is kept
    /// while the code stays the same.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn note_attention(
        &mut self,
        id: TransferId,
        attention: Option<(&str, &str)>,
        at: OffsetDateTime,
    ) -> Result<()> {
        self.execute(sql!(
            "UPDATE transfers SET attention_since = CASE WHEN $2 IS NULL THEN NULL \
             WHEN attention_code = $2 THEN attention_since ELSE $4 END, \
             attention_code = $2, attention_detail = $3 WHERE id = $1";
            id,
            attention.map(|(code, _)| code.to_owned()),
            attention.map(|(_, detail)| detail.to_owned()),
            at,
        ))
        .await
        .map(drop)
    }
}
