//! The one way in which the status of a transfer changes: the rule, the row, the step of its
//! history, the audit and the event, in one transaction.

use domain::transfer::{self, Event, ReasonCode, Status};
use serde_json::json;
use store::Tx;
use store::transfers::{Ending, Lease, TransferRecord, Transition};

use crate::Bank;
use crate::audit::Change;
use crate::caller::{Actor, Caller, RequestContext};
use crate::error::{Error, Refusal, Result};

/// On whose account something is booked.
#[derive(Debug, Clone)]
pub(super) struct By<'a> {
    actor: Actor,
    request: RequestContext,
    lease: Option<&'a Lease>,
}

impl<'a> By<'a> {
    /// A person who asked for it.
    pub(super) fn person(caller: &Caller) -> Self {
        Self {
            actor: caller.into(),
            request: caller.request.clone(),
            lease: None,
        }
    }

    /// Whoever it was, without a lease on the row.
    pub(super) fn actor(actor: Actor, request: RequestContext) -> Self {
        Self {
            actor,
            request,
            lease: None,
        }
    }

    /// The bank itself, without a lease on the row.
    pub(super) fn bank() -> Self {
        Self {
            actor: Actor::Bank,
            request: RequestContext::default(),
            lease: None,
        }
    }

    /// The bank itself, which works on the row under its lease.
    pub(super) fn lease(lease: &'a Lease) -> Self {
        Self {
            lease: Some(lease),
            ..Self::bank()
        }
    }
}

impl Bank {
    /// Books one event on a transfer that this transaction has locked, and updates the record.
    ///
    /// # Errors
    /// [`Refusal::AlreadyDecided`] or [`Refusal::TooLate`] where the event does not apply; a fault
    /// where the lease of the row was lost.
    pub(super) async fn book(
        &self,
        tx: &mut Tx,
        transfer: &mut TransferRecord,
        event: Event,
        by: &By<'_>,
    ) -> Result<()> {
        let from = transfer.status;
        let to = transfer::next(from, event).map_err(refusal)?;
        let ending = event.reason().map(ending);
        let at = self.clock().now();
        let change = Transition {
            id: transfer.id,
            from,
            to,
            ending: ending.as_ref(),
            lease: by.lease,
            at,
        };
        if !tx.transition(&change).await? {
            return Err(Error::corrupt("a transfer changed under its lock or lease"));
        }
        let mut after = json!({ "status": to.as_str() });
        if let (Some(ending), Some(fields)) = (&ending, after.as_object_mut()) {
            fields.insert("reason_code".to_owned(), json!(ending.code));
        }
        let change = Change::new(audit_kind(to, event), transfer.id)
            .before(json!({ "status": from.as_str() }))
            .after(after);
        self.record(tx, &by.actor, &by.request, change).await?;
        self.announce_transfer(tx, "transfer.changed", transfer.id, &transfer.order);
        tracing::info!(id = %transfer.id, %from, %to, event = event.as_str(), "transfer");
        transfer.status = to;
        if ending.is_some() {
            transfer.ending = ending;
        }
        Ok(())
    }
}

/// How the audit calls a step. The way back to `approved` is not an approval, and what custody has
/// after a restore nobody here approved or handed over.
fn audit_kind(to: Status, event: Event) -> &'static str {
    match to {
        Status::Pending => "transfer.pending",
        _ if matches!(event, Event::Find(_)) => "transfer.recovered",
        Status::Approved if matches!(event, Event::Return(_)) => "transfer.returned",
        Status::Approved => "transfer.approved",
        Status::Submitting => "transfer.submitting",
        Status::Broadcasted => "transfer.broadcasted",
        Status::Confirmed => "transfer.confirmed",
        Status::Failed => "transfer.failed",
        Status::Rejected => "transfer.rejected",
        Status::Cancelled => "transfer.cancelled",
    }
}

fn ending(reason: ReasonCode) -> Ending {
    Ending {
        code: reason.as_str().to_owned(),
        text: reason.customer_text().to_owned(),
    }
}

/// A step that does not apply, in the words of the use cases.
fn refusal(refusal: transfer::Refusal) -> Error {
    use transfer::Refusal as R;
    match refusal {
        R::AlreadyDecided => Refusal::AlreadyDecided.into(),
        R::TooLate => Refusal::TooLate.into(),
        R::NotApproved
        | R::AlreadySubmitting
        | R::NotSent
        | R::NoTransaction
        | R::OnChain
        | R::AlreadyEnded => Error::corrupt(format!("a step that cannot be: {}", refusal.code())),
    }
}
