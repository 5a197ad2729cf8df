//! One card of the grid, whatever kind of account it shows.

use api_types::{
    AssetBalance, Delegation, FiatAccount, FrozenBy, Network, Permission, Wallet, WalletStatus,
};
use askama::Template;

use crate::{format, pages::account::looked_at_from, view::Page};

/// A card.
#[derive(Template)]
#[template(path = "accounts/card.html")]
pub(super) struct Card {
    page: Page,
    id: String,
    icon: &'static str,
    name: String,
    kind: String,
    /// The exact figure for programs, and as it is shown; `None` while it is not known.
    figure: Option<(String, String)>,
    /// Beneath the figure.
    alt: String,
    /// Since when the figure is old.
    as_of: Option<String>,
    /// Shortened IBAN or address, with its icon.
    number: Option<(&'static str, String)>,
    /// Whose initials stand before the sentence on sharing; none means a lock.
    people: Vec<String>,
    sharing: String,
    note: Option<Note>,
    /// Whether the card asks for itself until the account is open.
    is_opening: bool,
    offers_test_funds: bool,
}

/// The strip at the foot of a card.
struct Note {
    kind: &'static str,
    icon: &'static str,
    text: String,
}

/// What a euro account is called in the person's language.
pub(in crate::pages) fn euro_name<'a>(page: &Page, account: &'a FiatAccount) -> &'a str {
    let t = page.t.accounts;
    match account.kind.as_str() {
        "checking" => t.checking(),
        "savings" => t.savings(),
        _ => account.name.as_str(),
    }
}

impl Card {
    pub(super) fn of_account(page: &Page, account: &FiatAccount) -> Self {
        let t = page.t.accounts;
        Self {
            page: page.clone(),
            id: account.id.clone(),
            icon: "euro",
            name: euro_name(page, account).to_owned(),
            kind: t.euro().to_owned(),
            figure: Some((
                account.balance.clone(),
                format::eur_html(page.lang, &account.balance),
            )),
            alt: t.available().to_owned(),
            as_of: None,
            number: Some(("bank", format::short_iban(&account.iban))),
            people: Vec::new(),
            sharing: t.only_you().to_owned(),
            note: None,
            is_opening: false,
            offers_test_funds: false,
        }
    }

    pub(super) fn of_wallet(
        page: &Page,
        wallet: &Wallet,
        networks: &[Network],
        granted: &[Delegation],
    ) -> Self {
        let known = networks.iter().find(|it| it.network == wallet.network);
        let kind = known.map_or(wallet.network.as_str(), |network| &network.label);
        let is_opening = wallet.status == WalletStatus::Opening;
        let (figure, alt, as_of) = balance(page, wallet);
        let (people, sharing) = sharing(page, wallet, known, granted);
        let is_own = wallet.owner_name.is_none();
        let is_test = known.is_some_and(|network| network.testnet);
        let is_empty = wallet
            .balance
            .as_ref()
            .is_some_and(|balance| balance.amount == "0");
        Self {
            page: page.clone(),
            id: wallet.id.clone(),
            icon: "eth",
            name: wallet.name.clone(),
            kind: kind.to_owned(),
            figure,
            alt,
            as_of,
            number: wallet
                .address
                .as_deref()
                .map(|address| ("eth", format::short_address(address))),
            people,
            sharing,
            note: note(page, wallet),
            is_opening,
            offers_test_funds: page.is_demo
                && is_own
                && is_test
                && is_empty
                && wallet.status == WalletStatus::Active,
        }
    }

    fn initial(&self, name: &str) -> String {
        name.chars().take(1).collect()
    }
}

fn note(page: &Page, wallet: &Wallet) -> Option<Note> {
    let t = page.t.accounts;
    match wallet.status {
        WalletStatus::Opening => Some(Note {
            kind: "move",
            icon: "clock",
            text: t.opening_note().to_owned(),
        }),
        WalletStatus::Frozen => Some(Note {
            kind: "wait",
            icon: "snow",
            text: match (wallet.frozen_by, &wallet.owner_name) {
                (Some(FrozenBy::Bank), _) => t.frozen_bank().to_owned(),
                (Some(FrozenBy::Owner) | None, None) => t.frozen_you().to_owned(),
                (Some(FrozenBy::Owner) | None, Some(owner)) => {
                    t.frozen_owner(format::first_name(owner))
                }
            },
        }),
        WalletStatus::Active => None,
    }
}

type Figure = (Option<(String, String)>, String, Option<String>);

/// The native balance, what stands beneath it, and its age where it is old.
fn balance(page: &Page, wallet: &Wallet) -> Figure {
    let t = page.t.accounts;
    let Some(balance) = &wallet.balance else {
        let alt = if wallet.status == WalletStatus::Opening {
            t.opening()
        } else {
            t.trying_again()
        };
        return (None, alt.to_owned(), None);
    };
    let figure = (
        balance.amount.clone(),
        format::amount_html(page.lang, &balance.amount, &balance.symbol),
    );
    let value = match &balance.eur {
        Some(eur) => page.t.shell.about(format::eur(page.lang, eur)),
        None => t.no_value().to_owned(),
    };
    let others: Vec<String> = wallet
        .assets
        .iter()
        .filter(|asset| asset.asset != balance.asset && asset.amount != "0")
        .map(|asset| format::amount(page.lang, &asset.amount, &asset.symbol))
        .collect();
    let alt = if others.is_empty() {
        value
    } else {
        format!("{value} {}", t.other_coins(others.join(", ")))
    };
    (Some(figure), alt, as_of(page, balance))
}

fn as_of(page: &Page, balance: &AssetBalance) -> Option<String> {
    if !balance.stale {
        return None;
    }
    format::as_of(page.lang, &balance.as_of, page.now)
}

/// Who else has to do with the wallet: initials and a sentence.
fn sharing(
    page: &Page,
    wallet: &Wallet,
    network: Option<&Network>,
    granted: &[Delegation],
) -> (Vec<String>, String) {
    let t = page.t.accounts;
    let first = |name: &str| format::first_name(name).to_owned();
    if let Some(owner) = &wallet.owner_name {
        let limit = wallet.delegation_limit.as_deref();
        let may = match (wallet.delegation_permission, network) {
            (Some(Permission::Transfer), Some(network)) => match looked_at_from(network, limit) {
                None => t.all_waits().to_owned(),
                Some(from) => t.may_send_less(format::amount(page.lang, from, &network.symbol)),
            },
            (Some(Permission::Transfer), None) => t.may_send().to_owned(),
            (Some(Permission::View) | None, _) => t.may_view().to_owned(),
        };
        let owner = first(owner);
        let sentence = t.shared_by(&owner, may);
        return (vec![owner], sentence);
    }
    if granted.is_empty() {
        return (Vec::new(), t.only_you().to_owned());
    }
    let names: Vec<String> = granted.iter().map(|it| first(&it.grantee_name)).collect();
    let sentence = t.shared_with(names.join(", "));
    (names, sentence)
}
