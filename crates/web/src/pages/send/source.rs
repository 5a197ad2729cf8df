//! What one can send from: a line a wallet, and a line each other coin in it.

use api_types::{AssetBalance, FrozenBy, Wallet, WalletStatus};

use crate::{format, view::Page};

/// A line to choose.
pub(super) struct Source {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) about: String,
    /// The exact figure, and as it is shown.
    pub(super) figure: Option<(String, String)>,
    /// All of it on one line, without markup.
    pub(super) line: String,
    pub(super) is_chosen: bool,
    pub(super) is_ready: bool,
    pub(super) is_frozen: bool,
}

pub(super) fn is_ready(wallet: &Wallet) -> bool {
    wallet.status == WalletStatus::Active
}

/// The lines, `from` chosen.
pub(super) fn sources(page: &Page, wallets: &[Wallet], from: &str) -> Vec<Source> {
    let mut lines = Vec::new();
    for wallet in wallets {
        lines.push(line(page, wallet, wallet.balance.as_ref(), None, from));
        let native = wallet.balance.as_ref().map(|it| it.asset.as_str());
        let others = wallet
            .assets
            .iter()
            .filter(|it| Some(it.asset.as_str()) != native && it.amount != "0" && !it.blocked);
        lines.extend(others.map(|it| line(page, wallet, Some(it), Some(&it.asset), from)));
    }
    lines
}

fn line(
    page: &Page,
    wallet: &Wallet,
    balance: Option<&AssetBalance>,
    asset: Option<&str>,
    from: &str,
) -> Source {
    let t = page.t.send;
    let value = match asset {
        Some(asset) => format!("{}|{asset}", wallet.id),
        None => wallet.id.clone(),
    };
    let about = match (wallet.status, &wallet.owner_name) {
        (WalletStatus::Opening, _) => t.opening().to_owned(),
        (WalletStatus::Frozen, owner) => match (wallet.frozen_by, owner) {
            (Some(FrozenBy::Bank), _) => t.frozen_bank().to_owned(),
            (Some(FrozenBy::Owner) | None, None) => t.frozen_you().to_owned(),
            (Some(FrozenBy::Owner) | None, Some(owner)) => {
                t.frozen_owner(format::first_name(owner))
            }
        },
        (WalletStatus::Active, Some(owner)) => t.shared_by(format::first_name(owner)),
        (WalletStatus::Active, None) => wallet
            .address
            .as_deref()
            .map(format::short_address)
            .unwrap_or_default(),
    };
    let line = match (wallet.status, balance) {
        (WalletStatus::Active, Some(balance)) => {
            format::amount(page.lang, &balance.amount, &balance.symbol)
        }
        (WalletStatus::Active, None) => t.not_known().to_owned(),
        (WalletStatus::Opening | WalletStatus::Frozen, _) => about.clone(),
    };
    let owner = wallet.owner_name.as_deref().map(format::first_name);
    let owner = owner.map(|owner| format!(" ({})", t.shared_by(owner)));
    Source {
        is_chosen: value == from,
        value,
        name: wallet.name.clone(),
        line: format!("{}{}, {line}", wallet.name, owner.unwrap_or_default()),
        about,
        figure: balance.map(|it| {
            let shown = format::amount_html(page.lang, &it.amount, &it.symbol);
            (it.amount.clone(), shown)
        }),
        is_ready: is_ready(wallet),
        is_frozen: wallet.status == WalletStatus::Frozen,
    }
}
