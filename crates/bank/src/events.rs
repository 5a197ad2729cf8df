//! Events: that something changed, never what. Whoever hears of it asks for the thing and meets
//! the rules there.

use domain::access::{self, Standing, WalletAction};
use domain::id::WalletId;
use store::Tx;
use store::events::{Event, NewEvent};

use crate::Bank;
use crate::caller::Caller;
use crate::error::Result;

/// What one person may hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventView {
    /// Its number; the next request asks for what comes after it.
    pub seq: i64,
    /// What happened, as in `wallet.changed`.
    pub kind: String,
    /// Id of the thing on the wire.
    pub subject: String,
}

/// Events read at once.
const BATCH: u32 = 200;

impl Bank {
    /// Tells everybody who may see a wallet, and the bank's employees, that it changed.
    pub(crate) fn announce_wallet(&self, tx: &mut Tx, kind: &str, id: WalletId) {
        tx.append_event(NewEvent {
            at: self.clock().now(),
            kind: kind.to_owned(),
            subject: id.to_string(),
            wallet_id: Some(id),
            user_id: None,
            staff: true,
        });
    }

    /// The number of the newest event: where a listener without a memory starts.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn latest_event(&self) -> Result<i64> {
        Ok(self.store().latest_event_seq().await?)
    }

    /// What the caller may hear of, after a number. The second part is the number up to which
    /// everything was looked at, so that the next request need not look again.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn events_after(&self, caller: &Caller, seq: i64) -> Result<(Vec<EventView>, i64)> {
        let events = self.store().events_after(seq, BATCH).await?;
        let looked_at = events.last().map_or(seq, |event| event.seq);
        let mut heard = Vec::new();
        for event in events {
            if self.may_hear(caller, &event).await? {
                let Event {
                    seq,
                    event: NewEvent { kind, subject, .. },
                } = event;
                heard.push(EventView { seq, kind, subject });
            }
        }
        Ok((heard, looked_at))
    }

    /// By the caller's authority at this moment, not at that of the event.
    async fn may_hear(&self, caller: &Caller, event: &Event) -> Result<bool> {
        let NewEvent {
            wallet_id,
            user_id,
            staff,
            ..
        } = &event.event;
        if (*staff && caller.is_employee) || *user_id == Some(caller.user) {
            return Ok(true);
        }
        let Some(wallet_id) = *wallet_id else {
            return Ok(false);
        };
        match self.standing(caller, wallet_id).await? {
            Some(standing) => Ok(access::check(standing, WalletAction::SeeActivity).is_ok()),
            None => Ok(false),
        }
    }

    /// How the caller stands to a wallet now; `None` when there is no such wallet.
    pub(crate) async fn standing(&self, caller: &Caller, id: WalletId) -> Result<Option<Standing>> {
        let Some(wallet) = self.store().find_wallet_unscoped(id).await? else {
            return Ok(None);
        };
        let grant = self.store().find_delegation(id, caller.user).await?;
        let grant = grant.map(|delegation| delegation.grant);
        Ok(Some(Standing::of(
            caller.user,
            caller.is_employee,
            wallet.owner_id,
            grant,
        )))
    }
}
