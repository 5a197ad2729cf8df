//! All accounts in one grid: euro accounts, own wallets and shared ones are the same kind of card.

mod card;
mod total;
mod waiting;

pub(in crate::pages) use self::card::euro_name;

use std::collections::BTreeMap;

use api_types::{
    Delegation, Network, OpenWallet, Overview, Transfer, TransferList, TransferStatus, Wallet,
    WalletStatus,
};
use askama::Template;
use axum::{http::StatusCode, response::IntoResponse as _};
use client::TransferQuery;
use serde::Deserialize;

use self::{card::Card, total::Total, waiting::Waiting};
use super::address_book::AddressBook;
use crate::{
    extract::{Form, Path},
    failure::{Failure, Result},
    format, seal, status,
    view::{Customer, FlashKind, Nav, Page, html, html_with, see},
};

/// Rows of the newest transfers.
const LATEST: u32 = 3;
/// Up to so many that wait are counted.
const WAITING: u32 = 25;
/// Characters of a wallet's name.
const NAME_MAX: usize = 100;

#[derive(Template)]
#[template(path = "accounts.html")]
struct Accounts {
    page: Page,
    total: Total,
    cards: Vec<Card>,
    has_wallet: bool,
    /// Whether there is nothing of anybody's yet: no wallet, none shared, no transfer.
    is_quiet: bool,
    can_send: bool,
    /// The wallet whose address the button *Receive* shows.
    receives: Option<String>,
    new: NewAccount,
    waiting: Option<Waiting>,
    latest: Vec<Transfer>,
    addresses: AddressBook,
}

/// The form of a new account, as it was filled in.
#[derive(Debug, Default)]
struct NewAccount {
    name: String,
    network: String,
    networks: Vec<Network>,
    key: String,
    error: Option<NewError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NewError {
    Name,
    Network,
    TooMany,
}

/// What the page is made of.
struct Found {
    overview: Overview,
    networks: Vec<Network>,
    granted: Vec<Delegation>,
    latest: Vec<Transfer>,
    waiting: TransferList,
}

/// `GET /accounts`
pub(crate) async fn show(customer: Customer) -> Result {
    let found = find(&customer).await?;
    let new = NewAccount::empty()?;
    html(&accounts(&customer, found, new))
}

/// A form that opens a wallet.
#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    #[serde(default)]
    name: String,
    #[serde(default)]
    network: String,
    #[serde(default)]
    key: String,
}

/// `POST /accounts`: opens a wallet. A form that is sent twice opens one.
pub(crate) async fn open(customer: Customer, Form(order): Form<Order>) -> Result {
    let Order { name, network, key } = order;
    let wallet = OpenWallet {
        name: name.trim().to_owned(),
        network,
    };
    let key = Some(key).filter(|key| !key.is_empty());
    let refused = match customer.bank.open_wallet(&wallet, key.as_deref()).await {
        Ok(_) => return Ok(see("/accounts").into_response()),
        Err(error) if matches!(error.code(), Some("invalid" | "too_many_wallets")) => error,
        Err(error) => return Err(error.into()),
    };
    let length = wallet.name.chars().count();
    let new = NewAccount {
        error: Some(if refused.code() == Some("too_many_wallets") {
            NewError::TooMany
        } else if (1..=NAME_MAX).contains(&length) && !names(&refused, "name") {
            NewError::Network
        } else {
            NewError::Name
        }),
        name: wallet.name,
        network: wallet.network,
        ..NewAccount::empty()?
    };
    let found = find(&customer).await?;
    html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &accounts(&customer, found, new),
    )
}

/// Whether a refusal names this field.
fn names(refused: &client::Error, field: &str) -> bool {
    match refused {
        client::Error::Problem(problem) => problem.errors.iter().any(|it| it.field == field),
        client::Error::Transport(_)
        | client::Error::Unsendable(_)
        | client::Error::Unreadable { .. }
        | client::Error::TooLarge => false,
    }
}

/// `POST /accounts/{id}/test-funds`: in demo mode only, which the API decides.
pub(crate) async fn test_funds(customer: Customer, Path(id): Path<String>) -> Result {
    let before = customer.bank.wallet(&id, false).await?.wallet;
    let symbol = before.balance.map(|balance| balance.symbol);
    let funds = api_types::TestFunds::default();
    customer.bank.test_funds(&id, &funds).await?;
    let amount = format::amount(customer.lang(), "1", &symbol.unwrap_or_default());
    let text = customer.t().accounts.test_funds_came(amount);
    Ok(see("/accounts")
        .with_flash(FlashKind::Good, text)
        .into_response())
}

/// `POST /demo/story`
pub(crate) async fn story(customer: Customer) -> Result {
    let t = customer.t().accounts;
    let home = crate::view::home_of(&customer.person);
    let answer = match customer.bank.story().await {
        Ok(_) => see(home).with_flash(FlashKind::Good, t.story_played()),
        Err(error) if error.code() == Some("story_interrupted") => {
            see(home).with_flash(FlashKind::Bad, t.story_interrupted())
        }
        Err(error) => return Err(error.into()),
    };
    Ok(answer.into_response())
}

async fn find(customer: &Customer) -> Result<Found> {
    let latest = TransferQuery {
        limit: Some(LATEST),
        ..TransferQuery::default()
    };
    let waiting = TransferQuery {
        status: Some(TransferStatus::Pending),
        limit: Some(WAITING),
        ..TransferQuery::default()
    };
    let bank = &customer.bank;
    let (overview, networks, delegations, latest, waiting) = tokio::try_join!(
        bank.overview(),
        bank.networks(),
        bank.delegations(),
        bank.transfers(&latest),
        bank.transfers(&waiting),
    )?;
    Ok(Found {
        overview,
        networks: networks.networks,
        granted: delegations.granted,
        latest: latest.transfers,
        waiting,
    })
}

fn accounts(customer: &Customer, found: Found, new: NewAccount) -> Accounts {
    let Found {
        overview,
        networks,
        granted,
        latest,
        waiting,
    } = found;
    let page = customer.page(customer.t().accounts.title(), Nav::Accounts);
    let mut by_wallet: BTreeMap<&str, Vec<Delegation>> = BTreeMap::new();
    for delegation in &granted {
        by_wallet
            .entry(&delegation.wallet_id)
            .or_default()
            .push(delegation.clone());
    }
    let wallet_card = |wallet: &Wallet| {
        let granted = by_wallet.get(wallet.id.as_str()).cloned();
        Card::of_wallet(&page, wallet, &networks, &granted.unwrap_or_default())
    };
    let euro = overview.fiat_accounts.iter();
    let wallets = overview.wallets.iter().chain(&overview.delegated_wallets);
    let cards = euro
        .map(|account| Card::of_account(&page, account))
        .chain(wallets.map(wallet_card))
        .collect();
    let can_send = overview.wallets.iter().any(is_ready)
        || overview.delegated_wallets.iter().any(|wallet| {
            is_ready(wallet)
                && wallet.delegation_permission == Some(api_types::Permission::Transfer)
        });
    Accounts {
        total: Total::of(&page, &overview),
        receives: overview
            .wallets
            .iter()
            .find(|wallet| wallet.address.is_some())
            .map(|wallet| wallet.id.clone()),
        has_wallet: !overview.wallets.is_empty(),
        is_quiet: overview.wallets.is_empty()
            && overview.delegated_wallets.is_empty()
            && latest.is_empty(),
        can_send,
        cards,
        new: NewAccount { networks, ..new },
        waiting: Waiting::of(&page, &customer.person.id, &waiting),
        latest,
        addresses: AddressBook::of(&overview),
        page,
    }
}

fn is_ready(wallet: &Wallet) -> bool {
    wallet.status == WalletStatus::Active
}

impl NewAccount {
    fn empty() -> Result<Self> {
        Ok(Self {
            key: seal::random_text().map_err(|_| Failure::Seal)?,
            ..Self::default()
        })
    }

    fn is_open(&self) -> bool {
        self.error.is_some()
    }

    fn has(&self, error: NewError) -> bool {
        self.error == Some(error)
    }

    fn names_wrong(&self) -> bool {
        self.has(NewError::Name)
    }

    fn network_wrong(&self) -> bool {
        self.has(NewError::Network)
    }

    fn is_one_too_many(&self) -> bool {
        self.has(NewError::TooMany)
    }

    fn label(&self, page: &Page, network: &Network) -> String {
        if network.testnet {
            page.t.accounts.new_test(&network.label)
        } else {
            network.label.clone()
        }
    }

    fn is_chosen(&self, network: &Network) -> bool {
        let chosen = if self.network.is_empty() {
            "EthereumSepolia"
        } else {
            &self.network
        };
        network.network == chosen
    }
}

impl Accounts {
    fn amount_html(&self, transfer: &Transfer) -> String {
        status::amount_html(&self.page, transfer)
    }

    fn when(&self, transfer: &Transfer) -> String {
        format::moment(&transfer.created_at)
            .map(|at| format::when(self.page.lang, at, self.page.now))
            .unwrap_or_default()
    }

    fn today(&self) -> String {
        format::long_date(self.page.lang, format::local(self.page.now))
    }

    fn pill(&self, transfer: &Transfer) -> String {
        status::pill(&self.page, transfer.status)
    }

    fn first_name<'a>(&self, name: &'a str) -> &'a str {
        format::first_name(name)
    }

    /// About what the amount is worth.
    fn eur(&self, transfer: &Transfer) -> Option<String> {
        let eur = transfer.eur.as_deref()?;
        Some(format::eur(self.page.lang, eur))
    }
}
