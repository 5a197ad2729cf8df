//! Alerts: facts about custody that by our books cannot be. Each stands once in the audit, under
//! `alert.…`, however often it is met, and stays open until an employee has looked at it.

use serde_json::{Value, json};
use store::alerts::{AlertFact, NewAcknowledgement};
use store::{Page, Paged, SeqCursor, Tx};

use crate::Bank;
use crate::audit::Change;
use crate::caller::{Actor, Caller, RequestContext};
use crate::custody::{CustodyTransfer, Movement};
use crate::error::{Error, Refusal, Result};
use crate::{fields, units};

pub use store::alerts::{Acknowledgement, AlertListing};

/// The kinds of alerts that are raised once for each fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alert {
    /// Custody has a transfer that nobody asked for here.
    UnknownTransfer,
    /// Custody has a transfer of ours otherwise than our books allow.
    TransferDiffers,
    /// Something left a wallet that belongs to none of its transfers.
    UnauthorisedOutgoing,
    /// Custody has a wallet that the bank does not know.
    UnknownWallet,
    /// Custody does not know a wallet of ours any more.
    WalletMissing,
}

impl Alert {
    const fn kind(self) -> &'static str {
        match self {
            Self::UnknownTransfer => "alert.unknown_transfer",
            Self::TransferDiffers => "alert.transfer_differs",
            Self::UnauthorisedOutgoing => "alert.unauthorised_outgoing",
            Self::UnknownWallet => "alert.unknown_wallet",
            Self::WalletMissing => "alert.wallet_missing",
        }
    }
}

impl Bank {
    /// Raises an alert, unless it was for this very fact. `fact` tells it from every other one;
    /// `what` is what employees read.
    pub(crate) async fn raise(
        &self,
        alert: Alert,
        fact: String,
        subject: impl ToString,
        what: Value,
    ) -> Result<()> {
        let mut tx = self.store().begin(units::RAISE_ALERT).await?;
        let noted = AlertFact {
            fact: format!("{}:{fact}", alert.kind()),
            kind: alert.kind().to_owned(),
            subject: subject.to_string(),
        };
        if !tx.note_alert(&noted, self.clock().now()).await? {
            return Ok(tx.rollback().await?);
        }
        // The log is for operators: it names the thing as custody does.
        tracing::error!(kind = alert.kind(), %fact, subject = %noted.subject, "alert");
        self.write_alert(&mut tx, alert, &noted.subject, what)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Alerts for employees, newest first: those that somebody has looked at, those that nobody
    /// has, or all.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee.
    pub async fn alerts(
        &self,
        caller: &Caller,
        acknowledged: Option<bool>,
        page: Page<SeqCursor>,
    ) -> Result<Paged<AlertListing, SeqCursor>> {
        caller.require_employee()?;
        Ok(self.store().alerts(acknowledged, page).await?)
    }

    /// Notes that the caller has looked at an alert, which is named by its number in the audit.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee, [`Refusal::NotFound`],
    /// [`Refusal::AlreadyAcknowledged`], [`Refusal::Invalid`] for a comment that cannot be shown.
    pub async fn acknowledge_alert(
        &self,
        caller: &Caller,
        number: i64,
        comment: Option<&str>,
    ) -> Result<AlertListing> {
        caller.require_employee()?;
        let comment = fields::optional_comment("comment", comment)?;
        let mut tx = self.store().begin(units::ACKNOWLEDGE_ALERT).await?;
        let open = tx.alert(number).await?.ok_or(Refusal::NotFound)?;
        let acknowledged = NewAcknowledgement {
            audit_seq: number,
            by: caller.user,
            comment: comment.map(|comment| comment.as_str().to_owned()),
            at: self.clock().now(),
        };
        if !tx.acknowledge_alert(&acknowledged).await? {
            tx.rollback().await?;
            return Err(Refusal::AlreadyAcknowledged.into());
        }
        let entry = open.alert.entry;
        let change = Change::new("bank.alert_acknowledged", &entry.subject).after(json!({
            "alert": number,
            "kind": entry.kind,
            "comment": acknowledged.comment,
        }));
        self.record(&mut tx, &caller.into(), &caller.request, change)
            .await?;
        self.announce_to_staff(&mut tx, "alert.acknowledged", &entry.subject);
        let listing = tx.alert(number).await?;
        tx.commit().await?;
        listing.ok_or_else(|| Error::corrupt("an alert that is gone"))
    }

    async fn write_alert(
        &self,
        tx: &mut Tx,
        alert: Alert,
        subject: &str,
        what: Value,
    ) -> Result<()> {
        let change = Change::new(alert.kind(), subject).after(what);
        self.record(tx, &Actor::Bank, &RequestContext::default(), change)
            .await?;
        self.announce_to_staff(tx, "alert.raised", subject);
        Ok(())
    }
}

/// A transfer at custody in the words of an alert: without custody's own ids.
pub(crate) fn transfer_words(found: &CustodyTransfer) -> Value {
    let requested = &found.requested;
    json!({
        "state": found.state.as_str(),
        "to": requested.to,
        "amount_base_units": requested.amount.map(|amount| amount.to_string()),
        "contract": requested.contract,
        "tx_hash": found.tx_hash.map(|hash| hash.to_string()),
        "external_id": found.external_id,
    })
}

/// A movement in the words of an alert.
pub(crate) fn movement_words(movement: &Movement) -> Value {
    json!({
        "to": movement.to.map(|to| to.to_string()),
        "amount_base_units": movement.amount.to_string(),
        "contract": movement.contract.map(|contract| contract.to_string()),
        "tx_hash": movement.tx_hash.to_string(),
        "block": movement.block,
    })
}
