//! Wallets, balances and activity as they are written.

use api_types::{Activity, ActivityList, AssetBalance, Direction, Wallet, WalletStatus};
use bank::custody;
use bank::wallets::{ActivityPage, ActivityRow, Holdings, WalletView};
use domain::money::Decimals;
use domain::wallet;

use crate::delegations::permission_of;
use crate::extract::Cursor;
use crate::wire;

/// A wallet as it is written.
pub(crate) fn wallet_of(view: WalletView) -> Wallet {
    let WalletView {
        id,
        name,
        network,
        address,
        status,
        frozen_by_owner_at: _,
        frozen_by_bank_at: _,
        owner_id: _,
        owner_name,
        created_at,
        shared,
        standing: _,
        holdings,
    } = view;
    let Holdings { native, assets, unlisted } = holdings;
    let shared = shared.map(|own| own.grant);
    let limit = shared.and_then(|grant| grant.limit());
    Wallet {
        id: id.to_string(),
        name,
        network: network.as_str().to_owned(),
        address: address.map(|address| address.to_string()),
        status: status_of(status),
        balance: native.map(balance_of),
        assets: assets.into_iter().map(balance_of).collect(),
        unlisted_assets: unlisted.into_iter().map(balance_of).collect(),
        created_at: wire::time(created_at),
        delegation_permission: shared.map(|grant| permission_of(grant.permission())),
        delegation_limit: limit.map(|limit| limit.to_decimal(network.native_decimals())),
        owner_name: shared.map(|_| owner_name),
    }
}

fn status_of(status: wallet::WalletStatus) -> WalletStatus {
    match status {
        wallet::WalletStatus::Opening => WalletStatus::Opening,
        wallet::WalletStatus::Active => WalletStatus::Active,
        wallet::WalletStatus::Frozen => WalletStatus::Frozen,
    }
}

fn balance_of(view: bank::wallets::AssetBalance) -> AssetBalance {
    let bank::wallets::AssetBalance { asset, symbol, decimals, amount, eur, blocked, as_of, stale } =
        view;
    AssetBalance {
        asset,
        symbol,
        decimals,
        amount: amount.to_decimal(Decimals(decimals)),
        base_units: amount.to_string(),
        eur: eur.map(|value| value.cents.to_string()),
        eur_is_demo: eur.is_some_and(|value| value.demo_rate),
        blocked,
        as_of: wire::time(as_of),
        stale,
    }
}

/// A page of activity as it is written.
pub(crate) fn activity_of(page: ActivityPage, list: &str) -> ActivityList {
    let ActivityPage { rows, next } = page;
    ActivityList {
        activity: rows.into_iter().map(row_of).collect(),
        next_cursor: next.map(|place| place.write(list)),
    }
}

fn row_of(row: ActivityRow) -> Activity {
    todo!()
}
