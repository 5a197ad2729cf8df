//! Events: that something changed, never what. Whoever hears of it asks for the thing and meets
//! the rules there.

use std::collections::HashSet;

use domain::access::{self, Standing, WalletAction};
use domain::id::{TransferId, UserId, WalletId};
use store::Tx;
use store::events::{Event, NewEvent};
use store::transfers::Order;

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

/// Where a listener begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenFrom {
    /// It hears what comes after this number.
    pub seq: i64,
    /// Whether anything may have happened that it will not hear of.
    pub is_anew: bool,
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

    /// Tells everybody who may see a transfer's wallet, who asked for it, and the bank's employees
    /// that something about the transfer changed.
    pub(crate) fn announce_transfer(&self, tx: &mut Tx, kind: &str, id: TransferId, order: &Order) {
        tx.append_event(NewEvent {
            at: self.clock().now(),
            kind: kind.to_owned(),
            subject: id.to_string(),
            wallet_id: Some(order.wallet),
            user_id: Some(order.initiator),
            staff: true,
        });
    }

    /// Tells the bank's employees that something about the whole bank changed.
    pub(crate) fn announce_to_staff(&self, tx: &mut Tx, kind: &str, subject: &str) {
        tx.append_event(NewEvent {
            at: self.clock().now(),
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            wallet_id: None,
            user_id: None,
            staff: true,
        });
    }

    /// Tells a person and the bank's employees that something about the person changed.
    pub(crate) fn announce_person(&self, tx: &mut Tx, kind: &str, id: UserId) {
        tx.append_event(NewEvent {
            at: self.clock().now(),
            kind: kind.to_owned(),
            subject: id.to_string(),
            wallet_id: None,
            user_id: Some(id),
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

    /// Where somebody begins to listen who has heard everything up to `heard`, or nothing yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn listen_from(&self, heard: Option<i64>) -> Result<ListenFrom> {
        let (oldest, newest) = self.store().kept_event_seqs().await?;
        // Older ones were forgotten; higher numbers are from before the database was restored.
        let known = heard.filter(|seq| (oldest.saturating_sub(1)..=newest).contains(seq));
        Ok(ListenFrom {
            seq: known.unwrap_or(newest),
            is_anew: known.is_none(),
        })
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
        let mut may_see = None;
        for event in events {
            if self.may_hear(caller, &event, &mut may_see).await? {
                let Event {
                    seq,
                    event: NewEvent { kind, subject, .. },
                } = event;
                heard.push(EventView { seq, kind, subject });
            }
        }
        Ok((heard, looked_at))
    }

    /// By the caller's authority at this moment, not at that of the event. `may_see` keeps which
    /// wallets the caller may see, for the length of one answer.
    async fn may_hear(
        &self,
        caller: &Caller,
        event: &Event,
        may_see: &mut Option<HashSet<WalletId>>,
    ) -> Result<bool> {
        let NewEvent {
            wallet_id,
            user_id,
            staff,
            ..
        } = &event.event;
        if (*staff && caller.is_employee) || *user_id == Some(caller.user) {
            return Ok(true);
        }
        let Some(wallet) = wallet_id else {
            return Ok(false);
        };
        let may_see = match may_see {
            Some(known) => known,
            None => may_see.insert(self.wallets_in_sight(caller).await?),
        };
        Ok(may_see.contains(wallet))
    }

    /// Every wallet whose activity the caller may see now. Looked up at once: a busy bank tells of
    /// many wallets, of which a listener knows few.
    async fn wallets_in_sight(&self, caller: &Caller) -> Result<HashSet<WalletId>> {
        let own = self.store().wallets_of(caller.user).await?.into_iter();
        let own = own.map(|wallet| (wallet, None));
        let shared = self.store().wallets_delegated_to(caller.user).await?;
        let shared = shared.into_iter().map(|seen| {
            let grant = seen.delegation.map(|delegation| delegation.grant);
            (seen.wallet, grant)
        });
        let in_sight = own.chain(shared).filter(|(wallet, grant)| {
            let owner = wallet.owner_id;
            let standing = Standing::of(caller.user, caller.is_employee, owner, *grant);
            access::check(standing, WalletAction::SeeActivity).is_ok()
        });
        Ok(in_sight.map(|(wallet, _)| wallet.id).collect())
    }
}
