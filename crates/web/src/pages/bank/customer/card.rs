//! A customer's accounts, euro and crypto alike, as cards.

use api_types::{
    AssetBalance, CustomerWallets, FiatAccount, FrozenBy, Network, Wallet, WalletStatus,
};

use super::super::label;
use crate::{format, view::Page};

/// One account.
pub(super) struct Card {
    pub(super) id: String,
    pub(super) icon: &'static str,
    pub(super) name: String,
    pub(super) kind: String,
    /// For programs, and as markup.
    pub(super) figure: Option<(String, String)>,
    pub(super) alt: String,
    /// How old the figure is, where it is not fresh.
    pub(super) as_of: Option<String>,
    /// Further assets that it holds.
    pub(super) others: Vec<String>,
    pub(super) number: Option<(&'static str, String)>,
    pub(super) note: Option<(&'static str, String)>,
    /// What the bank may do to it.
    pub(super) act: Option<Act>,
}

/// What the bank may do to a wallet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Freeze,
    Lift,
}

impl Card {
    pub(super) fn may_freeze(&self) -> bool {
        self.act == Some(Act::Freeze)
    }

    pub(super) fn may_lift(&self) -> bool {
        self.act == Some(Act::Lift)
    }
}

pub(super) fn cards(page: &Page, networks: &[Network], found: &CustomerWallets) -> Vec<Card> {
    let euro = found.fiat_accounts.iter();
    let wallets = found.wallets.iter();
    euro.map(|account| of_euro(page, account))
        .chain(wallets.map(|wallet| of_wallet(page, networks, wallet)))
        .collect()
}

fn of_euro(page: &Page, account: &FiatAccount) -> Card {
    let t = page.t.customers;
    let figure = format::eur_html(page.lang, &account.balance);
    Card {
        id: account.id.clone(),
        icon: "euro",
        name: account.name.clone(),
        kind: match account.kind.as_str() {
            "checking" if account.name != t.checking() => t.checking().to_owned(),
            "savings" if account.name != t.savings() => t.savings().to_owned(),
            _ => account.currency.clone(),
        },
        figure: Some((account.balance.clone(), figure)),
        alt: String::new(),
        as_of: None,
        others: Vec::new(),
        number: Some(("bank", format::short_iban(&account.iban))),
        note: None,
        act: None,
    }
}

fn of_wallet(page: &Page, networks: &[Network], wallet: &Wallet) -> Card {
    let t = page.t.customers;
    let (note, act) = match wallet.status {
        WalletStatus::Opening => (Some(("clock", t.opening().to_owned())), None),
        WalletStatus::Active => (None, Some(Act::Freeze)),
        WalletStatus::Frozen => {
            let act = match wallet.frozen_by {
                Some(FrozenBy::Owner) => Act::Freeze,
                Some(FrozenBy::Bank) | None => Act::Lift,
            };
            (Some(("snow", frozen(page, wallet))), Some(act))
        }
    };
    let balance = wallet.balance.as_ref();
    let others = wallet.assets.iter().filter(|asset| {
        let is_native = balance.is_some_and(|native| native.asset == asset.asset);
        !is_native && asset.base_units != "0"
    });
    Card {
        id: wallet.id.clone(),
        icon: "eth",
        name: wallet.name.clone(),
        kind: label(networks, &wallet.network).to_owned(),
        figure: balance.map(|it| {
            let shown = format::amount_html(page.lang, &it.amount, &it.symbol);
            (it.amount.clone(), shown)
        }),
        alt: balance.and_then(|it| value(page, it)).unwrap_or_default(),
        as_of: balance
            .filter(|it| it.stale)
            .and_then(|it| format::as_of(page.lang, &it.as_of, page.now)),
        others: others
            .map(|it| format::amount(page.lang, &it.amount, &it.symbol))
            .collect(),
        number: wallet
            .address
            .as_deref()
            .map(|address| ("eth", format::short_address(address))),
        note,
        act,
    }
}

fn value(page: &Page, balance: &AssetBalance) -> Option<String> {
    let eur = format::eur(page.lang, balance.eur.as_ref()?);
    Some(page.t.bank.about(eur))
}

/// Who froze it and when.
fn frozen(page: &Page, wallet: &Wallet) -> String {
    let t = page.t.customers;
    let at = wallet.frozen_at.as_deref();
    match (&wallet.frozen_by_name, at) {
        (Some(name), Some(at)) => t.frozen_by(name, page.spoken(at)),
        (None, Some(at)) => t.frozen_since(page.spoken(at)),
        (_, None) => t.frozen().to_owned(),
    }
}
