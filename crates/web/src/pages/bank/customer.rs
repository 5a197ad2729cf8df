//! One customer: accounts, transfers, access given and held, freeze and the end of an access.

mod card;
mod feed;

use api_types::{Customer, Delegation, Network, Permission, Wallet, WalletStatus};
use askama::Template;
use axum::response::IntoResponse as _;
use client::{Session, TransferFeedQuery};
use serde::Deserialize;

use self::{
    card::Card,
    feed::{Feed, Row},
};
use super::{day, filled, initial, link, price_note};
use crate::{
    extract::{Form, Path, Query},
    failure::{Failure, Result},
    format,
    view::{Employee, FlashKind, Nav, Page, html, see},
};

/// Rows of the transfers.
const ROWS: u32 = 10;

#[derive(Template)]
#[template(path = "bank/customer.html")]
struct CustomerPage {
    page: Page,
    customer: Customer,
    cards: Vec<Card>,
    wallets: Vec<Wallet>,
    /// Wallets of others, from which the customer may send up to a limit.
    shared: Vec<Wallet>,
    networks: Vec<Network>,
    granted: Vec<Delegation>,
    received: Vec<Delegation>,
    feed: Feed,
    /// What is said of the values of the accounts.
    note: Option<&'static str>,
}

/// Where the transfers begin.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct From {
    cursor: String,
}

/// `GET /bank/customers/{id}`
pub(crate) async fn show(
    employee: Employee,
    Path(id): Path<String>,
    Query(from): Query<From>,
) -> Result {
    let query = TransferFeedQuery {
        customer_id: Some(id.clone()),
        limit: Some(ROWS),
        cursor: filled(&from.cursor).map(ToOwned::to_owned),
        ..TransferFeedQuery::default()
    };
    let bank = &employee.bank;
    let (found, networks, list) = tokio::try_join!(
        bank.admin_customer_wallets(&id),
        bank.networks(),
        bank.admin_transfer_feed(&query)
    )?;
    let networks = networks.networks;
    let shared = shared(bank, &found.received).await;
    let page = employee.page(&found.customer.name, Nav::Customers);
    let next = list.next_cursor.as_deref();
    let path = format!("/bank/customers/{id}");
    let transfers = list.transfers.iter().map(|row| &row.transfer);
    let mut balances = found.wallets.iter().filter_map(|it| it.balance.as_ref());
    let is_made_up = balances.any(|balance| balance.eur_is_demo);
    let note = price_note(&page, transfers);
    html(&CustomerPage {
        note: is_made_up.then(|| page.t.bank.made_up_prices()),
        feed: Feed {
            note,
            rows: list
                .transfers
                .into_iter()
                .map(|row| Row::of(&page, &found.customer, row.transfer))
                .collect(),
            older: next.map(|next| link(&path, &[("cursor", Some(next))])),
            is_later_page: query.cursor.is_some(),
        },
        cards: card::cards(&page, &networks, &found),
        page,
        customer: found.customer,
        wallets: found.wallets,
        shared,
        networks,
        granted: found.granted,
        received: found.received,
    })
}

/// The wallets that limits are of, as far as they can be had.
async fn shared(bank: &Session, received: &[Delegation]) -> Vec<Wallet> {
    let mut shared = Vec::new();
    for grant in received.iter().filter(|it| it.transfer_limit.is_some()) {
        let wallet = bank.wallet(&grant.wallet_id, false).await;
        shared.extend(wallet.ok().map(|it| it.wallet));
    }
    shared
}

/// What is done to a customer or to one of the wallets.
#[derive(Debug, Deserialize)]
pub(crate) struct Act {
    act: String,
    #[serde(default)]
    wallet: String,
}

/// `POST /bank/customers/{id}`
pub(crate) async fn act(
    employee: Employee,
    Path(id): Path<String>,
    Form(act): Form<Act>,
) -> Result {
    let t = employee.t().customers;
    let done = match act.act.as_str() {
        "freeze" => {
            let frozen = employee.bank.admin_freeze(&act.wallet).await;
            frozen.map(|wallet| t.has_frozen(wallet.name))
        }
        "lift" => {
            let lifted = employee.bank.admin_unfreeze(&act.wallet).await;
            lifted.map(|wallet| match wallet.status {
                // The owner's own freeze is still there.
                WalletStatus::Frozen => t.has_lifted_ours(wallet.name),
                WalletStatus::Active | WalletStatus::Opening => t.has_lifted(wallet.name),
            })
        }
        "retire" => retire(&employee, &id).await?,
        _ => return Err(Failure::UnreadableForm),
    };
    let (kind, text) = match done {
        Ok(text) => (FlashKind::Good, text),
        Err(error) => {
            let text = match error.code() {
                Some("conflict_of_interest") => t.lift_conflict(),
                Some("wallet_frozen") => t.lift_owner(),
                Some("wallet_not_ready") => t.wallet_not_ready(),
                Some("user_owns_wallets") => t.retire_no(),
                Some("retire_self") => t.retire_self(),
                Some("last_employee") => t.retire_last(),
                _ => return Err(error.into()),
            };
            (FlashKind::Bad, text.to_owned())
        }
    };
    Ok(see(format!("/bank/customers/{id}"))
        .with_flash(kind, text)
        .into_response())
}

async fn retire(employee: &Employee, id: &str) -> Result<client::Result<String>> {
    let found = employee.bank.admin_customer_wallets(id).await?;
    let retired = employee.bank.retire(&found.customer.id).await;
    Ok(retired.map(|()| employee.t().customers.has_retired(found.customer.name)))
}

impl CustomerPage {
    fn since(&self) -> String {
        let day = day(&self.page, &self.customer.created_at);
        self.page.t.customers.since_when(day)
    }

    fn last(&self) -> String {
        let t = self.page.t.customers;
        match &self.customer.last_seen_at {
            Some(at) => t.last_here(self.page.spoken(at)),
            None => t.never_here().to_owned(),
        }
    }

    /// Whether the access can be ended: no wallet is open. Else a dialog says why not.
    fn may_retire(&self) -> bool {
        let mut wallets = self.wallets.iter();
        wallets.all(|wallet| wallet.status == WalletStatus::Frozen)
    }

    fn access(&self, grant: &Delegation) -> String {
        let t = self.page.t.customers;
        let may = match grant.permission {
            Permission::View => t.may_view(),
            Permission::Transfer => t.may_send(),
        };
        match &grant.transfer_limit {
            Some(limit) => {
                let limit = self.limit(grant, limit);
                format!("{} · {may} · {}", grant.wallet_name, t.looks_from(limit))
            }
            None => format!("{} · {may}", grant.wallet_name),
        }
    }

    /// What stands out: a limit that lets more pass than the bank's own.
    fn mark(&self, grant: &Delegation) -> Option<String> {
        if !grant.above_threshold {
            return None;
        }
        let t = self.page.t.customers;
        let native = self
            .network(grant)
            .and_then(|network| network.assets.first());
        let threshold = native.and_then(|asset| asset.approval_threshold.as_deref());
        Some(match threshold {
            Some(threshold) => t.above(self.limit(grant, threshold)),
            None => t.above_the_banks().to_owned(),
        })
    }

    /// In the native asset of the wallet's network, where that is known.
    fn limit(&self, grant: &Delegation, amount: &str) -> String {
        match self.network(grant) {
            Some(network) => format::amount(self.page.lang, amount, &network.symbol),
            None => format::decimal(self.page.lang, amount),
        }
    }

    fn network(&self, grant: &Delegation) -> Option<&Network> {
        let mut wallets = self.wallets.iter().chain(&self.shared);
        let wallet = wallets.find(|it| it.id == grant.wallet_id)?;
        let mut networks = self.networks.iter();
        networks.find(|network| network.network == wallet.network)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
