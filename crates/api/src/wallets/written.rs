//! Wallets, balances and activity as they are written.

use api_types::{
    Activity, ActivityList, AssetBalance, Direction, FrozenBy, MovementStatus, Wallet, WalletStatus,
};
use bank::custody;
use bank::wallets::{ActivityPage, ActivityRow, ActivityTransfer, Holdings, WalletView};
use domain::access::Relation;
use domain::asset::Asset;
use domain::money::{BaseUnits, Decimals};
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
        frozen_by_owner_at,
        frozen_by_bank_at,
        frozen_by_name,
        owner_id: _,
        owner_name,
        created_at,
        shared,
        standing,
        holdings,
    } = view;
    // The owner knows; grantees and employees want to read it.
    let is_foreign = standing.relation != Relation::Owner;
    let Holdings {
        native,
        assets,
        unlisted,
    } = holdings;
    let shared = shared.map(|own| own.grant);
    let limit = shared.and_then(|grant| grant.limit());
    Wallet {
        id: id.to_string(),
        name,
        network: network.as_str().to_owned(),
        address: address.map(|address| address.to_string()),
        status: status_of(status),
        frozen_by: match (frozen_by_owner_at, frozen_by_bank_at) {
            (_, Some(_)) => Some(FrozenBy::Bank),
            (Some(_), None) => Some(FrozenBy::Owner),
            (None, None) => None,
        },
        frozen_at: wire::time_opt(frozen_by_bank_at.or(frozen_by_owner_at)),
        frozen_by_name,
        balance: native.map(balance_of),
        assets: assets.into_iter().map(balance_of).collect(),
        unlisted_assets: unlisted.into_iter().map(balance_of).collect(),
        created_at: wire::time(created_at),
        delegation_permission: shared.map(|grant| permission_of(grant.permission())),
        delegation_limit: limit.map(|limit| limit.to_decimal(network.native_decimals())),
        owner_name: is_foreign.then_some(owner_name),
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
    let bank::wallets::AssetBalance {
        asset,
        symbol,
        decimals,
        amount,
        eur,
        blocked,
        as_of,
        stale,
    } = view;
    let (eur, eur_is_demo) = wire::euro(eur);
    AssetBalance {
        asset,
        symbol,
        decimals,
        amount: amount.to_decimal(Decimals(decimals)),
        base_units: amount.to_string(),
        eur,
        eur_is_demo,
        blocked,
        as_of: wire::time(as_of),
        stale,
    }
}

/// A page of activity as it is written.
pub(crate) fn activity_of(page: ActivityPage, list: &str) -> ActivityList {
    let ActivityPage {
        rows,
        next,
        incomplete,
    } = page;
    ActivityList {
        activity: rows.into_iter().map(row_of).collect(),
        next_cursor: next.map(|place| place.write(list)),
        incomplete,
    }
}

fn row_of(row: ActivityRow) -> Activity {
    let ActivityRow {
        direction,
        asset,
        symbol,
        decimals,
        amount,
        from,
        to,
        tx_hash,
        explorer_url,
        at,
        fee,
        is_final,
        eur,
        transfer,
    } = row;
    let (transfer_id, initiator_name) = transfer
        .map(|ActivityTransfer { id, initiator_name }| (id.to_string(), initiator_name))
        .unzip();
    let (eur, eur_is_demo) = wire::euro(eur);
    Activity {
        direction: match direction {
            custody::Direction::In => Direction::In,
            custody::Direction::Out => Direction::Out,
        },
        asset: asset.map(|asset| asset.id().to_string()),
        symbol,
        amount: decimals.map(|decimals| amount.to_decimal(Decimals(decimals))),
        base_units: amount.to_string(),
        eur,
        eur_is_demo,
        from_address: from.map(|address| address.to_string()),
        to_address: to.map(|address| address.to_string()),
        status: if is_final {
            MovementStatus::Confirmed
        } else {
            MovementStatus::Included
        },
        tx_hash: tx_hash.to_string(),
        explorer_url,
        fee: fee_of(fee, asset),
        transfer_id,
        initiator_name,
        at: wire::time(at),
    }
}

/// A fee is paid in the network's native asset; without a listed asset the row names no network.
fn fee_of(fee: Option<BaseUnits>, asset: Option<&Asset>) -> Option<String> {
    let decimals = asset?.network().native_decimals();
    fee.map(|fee| fee.to_decimal(decimals))
}
