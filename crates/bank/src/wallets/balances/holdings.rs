//! A copy of balances as its reader sees it.

use domain::asset::{self, AssetId};
use store::balances::{Balance, BalanceCopy};
use store::wallets::Wallet;
use time::OffsetDateTime;

use super::copy::{balance_of, is_blocked};
use crate::Bank;
use crate::values::Prices;
use crate::wallets::view::{AssetBalance, Holdings, claimed_symbol};

impl Bank {
    /// What a copy shows: listed assets with their values, the native one first, and unlisted
    /// tokens apart and unvalued.
    pub(super) fn holdings_of(
        &self,
        wallet: &Wallet,
        copy: &BalanceCopy,
        prices: &Prices,
    ) -> Holdings {
        let Some(as_of) = copy.as_of else {
            return Holdings::default();
        };
        let shown = Shown {
            as_of,
            stale: copy.failed_at.is_some(),
        };
        let assets: Vec<AssetBalance> = asset::listed(wallet.network)
            .filter_map(|asset| {
                let reported = balance_of(copy, asset);
                // A wallet that never got anything has its native coin all the same: none of it.
                (reported.is_some() || asset.is_native()).then(|| {
                    let amount = reported.map(|balance| balance.amount).unwrap_or_default();
                    let blocked = reported.is_some_and(is_blocked);
                    AssetBalance {
                        asset: asset.id().to_string(),
                        symbol: asset.symbol().to_owned(),
                        decimals: asset.decimals().0,
                        amount,
                        eur: self.euro_value(prices, asset, amount).filter(|_| !blocked),
                        blocked,
                        as_of: shown.as_of,
                        stale: shown.stale,
                    }
                })
            })
            .collect();
        let unlisted = copy
            .balances
            .iter()
            .filter(|balance| AssetId::parse(&balance.asset_key).is_err());
        Holdings {
            native: assets.first().cloned(),
            unlisted: unlisted.map(|balance| shown.unlisted(balance)).collect(),
            assets,
        }
    }
}

/// What holds for every row of one copy.
struct Shown {
    as_of: OffsetDateTime,
    stale: bool,
}

impl Shown {
    fn unlisted(&self, balance: &Balance) -> AssetBalance {
        AssetBalance {
            asset: balance.asset_key.clone(),
            symbol: claimed_symbol(&balance.symbol),
            decimals: balance.decimals,
            amount: balance.amount,
            eur: None,
            blocked: true,
            as_of: self.as_of,
            stale: self.stale,
        }
    }
}
