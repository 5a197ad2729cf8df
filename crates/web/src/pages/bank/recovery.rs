//! After a restore from a backup: what was read back, what is held, what may be out of date.

use std::borrow::Borrow;

use api_types::{AdminTransfer, GrantAtRisk, Network, Recovery, RecoveryState, Transfer};
use askama::Template;
use axum::response::IntoResponse as _;
use serde::Deserialize;

use super::{initial, label, network_of, when};
use crate::{
    extract::Form,
    failure::{Failure, Result},
    format, status,
    view::{Employee, FlashKind, Nav, Page, html, see},
};

#[derive(Template)]
#[template(path = "bank/recovery.html")]
struct RecoveryPage {
    page: Page,
    recovery: Recovery,
    networks: Vec<Network>,
}

/// `GET /bank/recovery`
pub(crate) async fn show(employee: Employee) -> Result {
    let page = employee.page(employee.t().recovery.title(), Nav::Attention);
    let (recovery, networks) =
        tokio::try_join!(employee.bank.recovery(), employee.bank.networks())?;
    html(&RecoveryPage {
        page,
        recovery,
        networks: networks.networks,
    })
}

/// What somebody decides.
#[derive(Debug, Deserialize)]
pub(crate) struct Act {
    act: String,
    /// Id of the transfer, where it is about one.
    #[serde(default)]
    id: String,
}

/// `POST /bank/recovery`
pub(crate) async fn act(employee: Employee, Form(Act { act, id }): Form<Act>) -> Result {
    let t = employee.t().recovery;
    let bank = &employee.bank;
    let done = match act.as_str() {
        "end" => bank.end_recovery().await.map(|_| t.has_ended()),
        "release" => bank.release_transfer(&id).await.map(|_| t.has_released()),
        "cancel" => bank
            .cancel_held_transfer(&id)
            .await
            .map(|_| t.has_withdrawn()),
        _ => return Err(Failure::UnreadableForm),
    };
    let (kind, text) = match done {
        Ok(text) => (FlashKind::Good, text),
        Err(error) => {
            let text = match error.code() {
                Some("recovery_unfinished") => t.unfinished(),
                Some("not_recovering") => t.none(),
                Some("not_held") => t.not_held(),
                Some("too_late") => t.too_late(),
                Some("conflict_of_interest") => t.conflict(),
                Some(_) | None => return Err(error.into()),
            };
            (FlashKind::Bad, text)
        }
    };
    Ok(see("/bank/recovery").with_flash(kind, text).into_response())
}

impl RecoveryPage {
    /// Where it stands: heading and sentence.
    fn said(&self) -> (&'static str, String) {
        let t = self.page.t.recovery;
        let counts = &self.recovery.counts;
        match self.recovery.state {
            RecoveryState::None if self.recovery.held.is_empty() => {
                (t.none(), t.none_text().to_owned())
            }
            RecoveryState::None => (t.over(), t.held_text().to_owned()),
            RecoveryState::Reading => (
                t.reading(),
                t.reading_text(counts.wallets_read, counts.wallets),
            ),
            RecoveryState::Review => (t.review(), t.review_text().to_owned()),
        }
    }

    fn is_over(&self) -> bool {
        self.recovery.state == RecoveryState::None
    }

    fn may_end(&self) -> bool {
        self.recovery.state == RecoveryState::Review
    }

    /// When the backup was taken.
    fn backup(&self) -> Option<String> {
        let at = self.recovery.backup_at.as_deref()?;
        Some(self.page.t.recovery.backup_of(self.page.spoken(at)))
    }

    /// That a list is longer than what it shows.
    fn more(&self, shown: usize, all: impl Borrow<u32>) -> Option<String> {
        let all = *all.borrow();
        let is_more = u32::try_from(shown).is_ok_and(|shown| shown < all);
        is_more.then(|| self.page.t.recovery.more(shown, all))
    }

    /// One that may be with the wallet service cannot be withdrawn.
    fn may_withdraw(&self, row: &AdminTransfer) -> bool {
        row.transfer.status != api_types::TransferStatus::Submitting
    }

    fn amount(&self, transfer: &Transfer) -> String {
        format::amount(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn amount_html(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn asked(&self, transfer: &Transfer) -> String {
        when(&self.page, Some(&transfer.created_at))
    }

    fn network<'a>(&'a self, transfer: &'a Transfer) -> &'a str {
        network_of(&self.networks, &transfer.asset)
    }

    fn label<'a>(&'a self, network: &'a str) -> &'a str {
        label(&self.networks, network)
    }

    fn grouped(&self, text: &str) -> String {
        format::address_html(text)
    }

    fn pill(&self, transfer: &Transfer) -> String {
        status::pill(&self.page, transfer.status)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }

    /// What somebody may send.
    fn limit(&self, grant: &GrantAtRisk) -> String {
        let t = self.page.t.recovery;
        match &grant.transfer_limit {
            Some(limit) => t.limit(format::amount(self.page.lang, limit, &grant.symbol)),
            None => t.no_limit().to_owned(),
        }
    }

    fn since(&self, grant: &GrantAtRisk) -> String {
        when(&self.page, Some(&grant.updated_at))
    }
}
