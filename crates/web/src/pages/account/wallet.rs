//! A wallet.

use std::collections::BTreeMap;

use api_types::{
    Activity, AssetBalance, FrozenBy, Network, Permission, Transfer, TransferStatus, Wallet,
    WalletDetail, WalletStatus,
};
use askama::Template;
use axum::http::StatusCode;

use super::{
    Show, Wish,
    access::{Access, people},
    feed::{Empty, Feed, Place, Row},
    qr::Qr,
};
use crate::{
    failure::{Failure, Result},
    format,
    pages::address_book::AddressBook,
    view::{Customer, Nav, Page, html, html_with},
};

#[derive(Template)]
#[template(path = "account/wallet.html")]
struct WalletPage {
    page: Page,
    id: String,
    name: String,
    network: String,
    /// The exact figure for programs, and as it is shown; `None` while it is not known.
    figure: Option<(String, String)>,
    notes: Vec<String>,
    as_of: Option<String>,
    is_stale: bool,
    is_opening: bool,
    frozen: Option<Freeze>,
    is_own: bool,
    /// A new name that the bank did not take.
    refused_name: Option<String>,
    may_send: bool,
    offers_test_funds: bool,
    receive: Option<Receive>,
    coins: Vec<Coin>,
    people: Vec<Access>,
    /// Transfers that a freeze would withdraw.
    at_stake: Vec<String>,
    incomplete: bool,
    feed: Feed,
}

/// Who froze the wallet and when, and who can lift it.
struct Freeze {
    title: String,
    by_bank: bool,
}

/// How to pay in.
struct Receive {
    address: String,
    address_html: String,
    qr: Option<Qr>,
    only: String,
}

/// A coin beside the network's own.
struct Coin {
    symbol: String,
    amount: String,
    note: String,
}

pub(super) async fn show(customer: &Customer, id: &str, wish: &Wish) -> Result {
    page_of(customer, id, wish, None).await
}

/// The page again with a new name that the bank did not take.
pub(super) async fn refused(customer: &Customer, id: &str, name: String) -> Result {
    page_of(customer, id, &Wish::default(), Some(name)).await
}

async fn page_of(
    customer: &Customer,
    id: &str,
    wish: &Wish,
    refused_name: Option<String>,
) -> Result {
    let found = Found::find(customer, id, wish).await?;
    let page = customer.page(found.detail.wallet.name.as_str(), Nav::Accounts);
    let feed = found.feed(&page, wish);
    if page.is_fragment {
        return html(&feed);
    }
    let status = match refused_name {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let shown = WalletPage {
        refused_name,
        ..wallet_page(customer, page, &found, feed)
    };
    html_with(status, &shown)
}

/// What the page is made of.
struct Found {
    detail: WalletDetail,
    network: Network,
    known: AddressBook,
    moved: Vec<Activity>,
    next_cursor: Option<String>,
    incomplete: bool,
}

impl Found {
    async fn find(customer: &Customer, id: &str, wish: &Wish) -> Result<Self> {
        let bank = &customer.bank;
        let activity = async {
            if wish.show == Show::Waiting {
                return Ok(None);
            }
            match bank.activity_feed(id, &wish.activity()).await {
                Ok(list) => Ok(Some(list)),
                // A wallet without an address has no history yet.
                Err(error) if error.code() == Some("wallet_not_ready") => Ok(None),
                Err(error) => Err(error),
            }
        };
        let (detail, networks, overview, activity) = tokio::try_join!(
            bank.wallet(id, false),
            bank.networks(),
            bank.overview(),
            activity
        )?;
        let mut networks = networks.networks.into_iter();
        let network = networks.find(|it| it.network == detail.wallet.network);
        let (moved, next_cursor, incomplete) = activity.map_or_else(Default::default, |list| {
            (list.activity, list.next_cursor, list.incomplete)
        });
        Ok(Self {
            network: network.ok_or(Failure::NotFound)?,
            detail,
            known: AddressBook::of(&overview),
            moved,
            next_cursor,
            incomplete,
        })
    }

    fn under_way(&self) -> impl Iterator<Item = &Transfer> {
        let transfers = self.detail.transfers.iter();
        transfers.filter(|transfer| is_under_way(transfer.status))
    }

    /// What is under way, on the first page, and what the chain has moved.
    fn feed(&self, page: &Page, wish: &Wish) -> Feed {
        let mut rows = Vec::new();
        if wish.cursor.is_none() && wish.show != Show::In {
            // What the chain's history has already is not shown twice.
            let is_moved = |transfer: &Transfer| {
                let id = Some(transfer.id.as_str());
                self.moved.iter().any(|it| it.transfer_id.as_deref() == id)
            };
            let unmoved = self.under_way().filter(|transfer| !is_moved(transfer));
            rows.extend(unmoved.map(|transfer| Row::of_transfer(page, &self.known, transfer)));
        }
        let moved = self.moved.iter();
        let native = self.network.symbol.as_str();
        rows.extend(moved.map(|it| Row::of_activity(page, &self.known, native, it)));
        let path = format!("/accounts/{}", self.detail.wallet.id);
        let place = Place {
            empty: self.empty(page, &path),
            path,
            wish,
            next_cursor: self.next_cursor.clone(),
            may_wait: true,
        };
        Feed::new(page, place, rows)
    }

    fn empty(&self, page: &Page, path: &str) -> Empty {
        let t = page.t.account;
        if self.incomplete {
            // Whether anything has moved is not known now.
            return Empty {
                title: t.not_now_title(),
                text: t.not_now(),
                link: page.t.errors.try_again(),
                href: path.to_owned(),
            };
        }
        Empty {
            title: t.nothing_title(),
            text: t.nothing(),
            link: t.show_address(),
            href: "#receive".to_owned(),
        }
    }

    /// Transfers that a freeze would withdraw.
    fn at_stake(&self, page: &Page, me: &str) -> Vec<String> {
        let open = self.under_way().filter(|it| may_be_withdrawn(it.status));
        open.map(|it| {
            let amount = format::amount(page.lang, &it.amount, &it.symbol);
            if it.initiator_id == me {
                return page.t.account.freeze_ends_own(amount);
            }
            let name = format::first_name(&it.initiator_name);
            page.t.account.freeze_ends(amount, name)
        })
        .collect()
    }
}

fn wallet_page(customer: &Customer, page: Page, found: &Found, feed: Feed) -> WalletPage {
    let Found {
        detail,
        network,
        incomplete,
        ..
    } = found;
    let wallet = &detail.wallet;
    let is_own = wallet.owner_name.is_none();
    let is_active = wallet.status == WalletStatus::Active;
    let may_transfer = wallet.delegation_permission == Some(Permission::Transfer);
    let balance = wallet.balance.as_ref();
    let is_empty = balance.is_some_and(|it| it.amount == "0");
    WalletPage {
        id: wallet.id.clone(),
        name: wallet.name.clone(),
        network: network.label.clone(),
        figure: figure(&page, wallet, network),
        notes: notes(&page, wallet, &detail.transfers),
        as_of: balance.and_then(|it| format::as_of(page.lang, &it.as_of, page.now)),
        is_stale: balance.is_some_and(|it| it.stale),
        is_opening: wallet.status == WalletStatus::Opening,
        frozen: freeze(&page, wallet),
        is_own,
        refused_name: None,
        may_send: is_active && (is_own || may_transfer),
        offers_test_funds: page.is_demo && is_own && is_active && network.testnet && is_empty,
        receive: receive(&page, wallet, network),
        coins: coins(&page, wallet),
        people: people(customer, &page, detail, network),
        at_stake: found.at_stake(&page, &customer.person.id),
        incomplete: *incomplete,
        feed,
        page,
    }
}

fn is_under_way(status: TransferStatus) -> bool {
    match status {
        TransferStatus::Pending
        | TransferStatus::Approved
        | TransferStatus::Submitting
        | TransferStatus::Broadcasted => true,
        TransferStatus::Confirmed
        | TransferStatus::Failed
        | TransferStatus::Rejected
        | TransferStatus::Cancelled => false,
    }
}

fn may_be_withdrawn(status: TransferStatus) -> bool {
    matches!(status, TransferStatus::Pending | TransferStatus::Approved)
}

/// The native balance.
fn figure(page: &Page, wallet: &Wallet, network: &Network) -> Option<(String, String)> {
    let amount = &wallet.balance.as_ref()?.amount;
    let shown = format::amount_html(page.lang, amount, &network.symbol);
    Some((amount.clone(), shown))
}

/// What stands beneath the balance: its value, and how much of each coin waits.
fn notes(page: &Page, wallet: &Wallet, transfers: &[Transfer]) -> Vec<String> {
    let t = page.t.accounts;
    let mut notes = Vec::new();
    match &wallet.balance {
        Some(balance) => notes.push(match &balance.eur {
            Some(eur) => format::about(page.lang, eur, balance.eur_is_demo),
            None => t.no_value().to_owned(),
        }),
        None if wallet.status == WalletStatus::Opening => notes.push(t.opening().to_owned()),
        None => notes.push(t.trying_again().to_owned()),
    }
    let waiting = transfers
        .iter()
        .filter(|it| it.status == TransferStatus::Pending);
    let mut sums: BTreeMap<&str, (String, &str)> = BTreeMap::new();
    for it in waiting {
        let (sum, _) = sums
            .entry(&it.asset)
            .or_insert(("0".to_owned(), &it.symbol));
        *sum = format::sum(sum, &it.amount);
    }
    notes.extend(sums.values().map(|(sum, symbol)| {
        let amount = format::amount(page.lang, sum, symbol);
        page.t.account.of_it_waits(amount)
    }));
    notes
}

fn freeze(page: &Page, wallet: &Wallet) -> Option<Freeze> {
    if wallet.status != WalletStatus::Frozen {
        return None;
    }
    let t = page.t.account;
    let when = wallet.frozen_at.as_deref().and_then(format::moment);
    let when = when.map(|at| format::spoken(page.lang, at, page.now));
    let when = when.unwrap_or_default();
    Some(match (wallet.frozen_by, &wallet.owner_name) {
        (Some(FrozenBy::Bank), _) => Freeze {
            title: t.frozen_bank(when),
            by_bank: true,
        },
        (Some(FrozenBy::Owner) | None, None) => Freeze {
            title: t.frozen_you(when),
            by_bank: false,
        },
        (Some(FrozenBy::Owner) | None, Some(owner)) => Freeze {
            title: t.frozen_owner(format::first_name(owner), when),
            by_bank: false,
        },
    })
}

fn receive(page: &Page, wallet: &Wallet, network: &Network) -> Option<Receive> {
    let address = wallet.address.clone()?;
    let coins: Vec<&str> = network.assets.iter().map(|it| it.symbol.as_str()).collect();
    Some(Receive {
        address_html: format::address_html(&address),
        qr: Qr::of(&address),
        only: page.t.account.only(coins.join(", "), &network.label),
        address,
    })
}

fn coins(page: &Page, wallet: &Wallet) -> Vec<Coin> {
    let t = page.t.account;
    let native = wallet.balance.as_ref().map(|it| it.asset.as_str());
    let coin = |it: &AssetBalance, note: String| Coin {
        symbol: it.symbol.clone(),
        amount: format::amount(page.lang, &it.amount, &it.symbol),
        note,
    };
    let listed = wallet
        .assets
        .iter()
        .filter(|it| Some(it.asset.as_str()) != native && it.amount != "0")
        .map(|it| {
            let note = match &it.eur {
                _ if it.blocked => t.coin_blocked().to_owned(),
                Some(eur) => format::about(page.lang, eur, it.eur_is_demo),
                None => page.t.accounts.no_value().to_owned(),
            };
            coin(it, note)
        });
    let unlisted = wallet
        .unlisted_assets
        .iter()
        .map(|it| coin(it, t.unlisted().to_owned()));
    listed.chain(unlisted).collect()
}

impl WalletPage {
    fn is_shared(&self) -> bool {
        self.people.len() > 1
    }

    fn initial(&self, name: &str) -> String {
        name.chars().take(1).collect()
    }
}
