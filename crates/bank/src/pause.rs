//! The pause of the whole bank: employees hold everything that is not being sent yet.

use domain::name::Comment;
use serde_json::json;
use store::Tx;

pub use store::pause::Pause;

use crate::Bank;
use crate::again::Repeat;
use crate::audit::Change;
use crate::caller::{Actor, Caller, RequestContext};
use crate::error::{Refusal, Result};
use crate::{fields, units};

/// How the audit calls a pause.
const PAUSED: &str = "bank.paused";
/// How the audit calls what is paused.
const BANK: &str = "bank";

/// A pause as employees see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PauseView {
    /// The pause.
    pub pause: Pause,
    /// The name of who asked for it, where that was a person.
    pub by_name: Option<String>,
}

impl Bank {
    /// A pause as employees see it.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee.
    pub async fn pause_view(
        &self,
        caller: &Caller,
        pause: Option<Pause>,
    ) -> Result<Option<PauseView>> {
        caller.require_employee()?;
        let Some(pause) = pause else {
            return Ok(None);
        };
        let deed = self.store().latest_deed(PAUSED, BANK).await?;
        Ok(Some(PauseView {
            pause,
            by_name: deed.and_then(|deed| deed.actor_name),
        }))
    }

    /// Whether the bank is paused, since when and by whom.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn pause_state(&self) -> Result<Option<Pause>> {
        Ok(self.store().pause().await?)
    }

    /// Holds all sending: new transfers and approvals are refused, what is approved waits. Once
    /// this has answered nothing becomes "being sent" any more. Pausing twice is pausing once.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee,
    /// [`Refusal::Invalid`] for a reason that cannot be shown.
    pub async fn pause(&self, caller: &Caller, reason: Option<&str>) -> Result<Option<Pause>> {
        caller.require_employee()?;
        let reason = fields::optional_comment("reason", reason)?;
        self.set_pause(&caller.into(), &caller.request, Some(reason))
            .await
    }

    /// Lifts the pause; what waited goes on after it is checked again.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee, [`Refusal::RecoveryUnfinished`].
    pub async fn resume(&self, caller: &Caller) -> Result<Option<Pause>> {
        caller.require_employee()?;
        self.set_pause(&caller.into(), &caller.request, None).await
    }

    /// As [`Bank::pause`], for the operator at the command line.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for a reason that cannot be shown.
    pub async fn pause_as_operator(&self, reason: Option<&str>) -> Result<Option<Pause>> {
        let reason = fields::optional_comment("reason", reason)?;
        self.set_pause(&Actor::Operator, &RequestContext::default(), Some(reason))
            .await
    }

    /// As [`Bank::resume`], for the operator at the command line.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn resume_as_operator(&self) -> Result<Option<Pause>> {
        self.set_pause(&Actor::Operator, &RequestContext::default(), None)
            .await
    }

    /// The lock for this transaction alone waits for whoever is just about to send. The pause of a
    /// recovery is lifted by [`Bank::end_recovery`] alone.
    async fn set_pause(
        &self,
        actor: &Actor,
        request: &RequestContext,
        wish: Option<Option<Comment>>,
    ) -> Result<Option<Pause>> {
        let once = || self.set_pause_once(actor, request, wish.clone());
        let after = self.again(Repeat::Safe, once).await?;
        if after.is_none() {
            self.executions().wake();
        }
        Ok(after)
    }

    async fn set_pause_once(
        &self,
        actor: &Actor,
        request: &RequestContext,
        wish: Option<Option<Comment>>,
    ) -> Result<Option<Pause>> {
        let mut tx = self.store().begin(units::PAUSE_BANK).await?;
        let before = tx.lock_pause_exclusive().await?;
        if before.is_some() == wish.is_some() {
            tx.rollback().await?;
            return Ok(before);
        }
        if wish.is_none() && tx.recovery().await?.restored_at.is_some() {
            return Err(Refusal::RecoveryUnfinished.into());
        }
        let after = self
            .change_pause(&mut tx, (actor, request), before, wish)
            .await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Turns the pause on or off in a transaction that holds its lock.
    pub(crate) async fn change_pause(
        &self,
        tx: &mut Tx,
        (actor, request): (&Actor, &RequestContext),
        before: Option<Pause>,
        wish: Option<Option<Comment>>,
    ) -> Result<Option<Pause>> {
        let after = wish.map(|reason| Pause {
            paused_at: self.clock().now(),
            paused_by: actor.label().to_owned(),
            reason: reason.map(|reason| reason.as_str().to_owned()),
        });
        tx.set_pause(after.as_ref()).await?;
        let kind = if after.is_some() {
            PAUSED
        } else {
            "bank.resumed"
        };
        let told = |pause: &Option<Pause>| {
            json!({
                "paused": pause.is_some(),
                "reason": pause.as_ref().and_then(|pause| pause.reason.clone()),
            })
        };
        let change = Change::new(kind, BANK)
            .before(told(&before))
            .after(told(&after));
        self.record(tx, actor, request, change).await?;
        self.announce_to_staff(tx, kind, BANK);
        Ok(after)
    }
}
