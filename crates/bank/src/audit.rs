//! The audit: every change, and every look of an employee at a customer's things; and its seal,
//! by which later changes show.

mod chain;
mod export;
mod head;
mod pages;
mod seal;
mod verify;

use serde_json::Value;
use store::Tx;
use store::audit::NewAudit;
use store::{Page, Paged, SeqCursor};

use crate::Bank;
use crate::caller::{Actor, Caller, RequestContext};
use crate::error::Result;
use crate::units;

pub use chain::{Finding, Hash, Walk, Walked, link_hash};
pub use export::{ExportError, head_line, lost_rows, verify_export, write_rows};
pub use head::{AuditKey, AuditKeyError, AuditPublicKey, Head, HeadError, HeadSignature};
pub use seal::SealLag;
pub use store::audit::{Audit as AuditRow, AuditFilter, Seal, SealedRow, StoredRow};
pub use verify::verify;

/// What is to be written of a change.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) kind: &'static str,
    pub(crate) subject: String,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

impl Change {
    /// A change of `subject`, without values.
    pub(crate) fn new(kind: &'static str, subject: impl ToString) -> Self {
        Self {
            kind,
            subject: subject.to_string(),
            before: None,
            after: None,
        }
    }

    /// With the values before.
    pub(crate) fn before(mut self, value: Value) -> Self {
        self.before = Some(value);
        self
    }

    /// With the values after.
    pub(crate) fn after(mut self, value: Value) -> Self {
        self.after = Some(value);
        self
    }
}

impl Bank {
    /// Writes the audit row of a change into the transaction that makes it.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        request: &RequestContext,
        change: Change,
    ) -> Result<()> {
        let Change {
            kind,
            subject,
            before,
            after,
        } = change;
        let entry = NewAudit {
            at: self.clock().now(),
            actor_id: actor.id(),
            actor: actor.label().to_owned(),
            kind: kind.to_owned(),
            subject,
            before,
            after,
            request_id: request.request_id.clone(),
            address: request.address.clone(),
        };
        Ok(tx.append_audit(&entry).await?)
    }

    /// Notes that an employee read a customer's things.
    pub(crate) async fn record_reading(
        &self,
        caller: &Caller,
        kind: &'static str,
        subject: impl ToString,
    ) -> Result<()> {
        self.record_alone(caller, Change::new(kind, subject)).await
    }

    /// Notes what somebody did that changes no row of ours, in a transaction of its own.
    pub(crate) async fn record_alone(&self, caller: &Caller, change: Change) -> Result<()> {
        let mut tx = self.store().begin(units::RECORD_DEED).await?;
        self.record(&mut tx, &caller.into(), &caller.request, change)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The audit, newest first; for employees.
    ///
    /// # Errors
    /// [`Forbidden`](crate::Refusal::Forbidden) for others.
    pub async fn audit(
        &self,
        caller: &Caller,
        filter: &AuditFilter,
        page: Page<SeqCursor>,
    ) -> Result<Paged<AuditRow, SeqCursor>> {
        caller.require_employee()?;
        Ok(self.store().audit(filter, page).await?)
    }
}
