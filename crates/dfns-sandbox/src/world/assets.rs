//! What a wallet holds, in the vendor's words, with demo quotes.

use std::collections::BTreeSet;

use alloy_primitives::{Address, U256};
use dfns::wire;

use super::{Wallet, World, views::lower_case};
use crate::{chains::NetworkRow, protocol::ApiError, rates};

impl World {
    /// Tokens to look at for a wallet: the network's test token and every contract that moved
    /// something to or from it.
    pub(crate) fn token_contracts(&self, wallet: &Wallet) -> BTreeSet<Address> {
        let address = wallet.key.address();
        let seen = self
            .chains
            .get(wallet.row.name)
            .into_iter()
            .flat_map(|chain| chain.movements());
        let seen = seen
            .filter(|m| m.from == address || m.to == address)
            .filter_map(|m| m.contract);
        seen.chain(wallet.row.token.map(|token| token.contract))
            .collect()
    }

    /// What a wallet of an embedded chain holds. A token appears once it was ever received.
    pub(crate) fn assets_view(
        &mut self,
        wallet_id: &str,
        net_worth: bool,
    ) -> Result<wire::WalletAssets, ApiError> {
        let wallet = self.require_wallet(wallet_id)?.clone();
        let contracts = self.token_contracts(&wallet);
        let address = wallet.key.address();
        let chain = self.chain(wallet.row);
        let mut holdings = vec![(None, chain.balance(address))];
        holdings.extend(
            contracts
                .into_iter()
                .map(|contract| (Some(contract), chain.token_balance(contract, address))),
        );
        Ok(assets_of(&wallet, &holdings, net_worth))
    }
}

/// The assets of a wallet from its holdings in base units; tokens without a balance are left out.
pub(crate) fn assets_of(
    wallet: &Wallet,
    holdings: &[(Option<Address>, U256)],
    net_worth: bool,
) -> wire::WalletAssets {
    let mut worth = Vec::new();
    let mut assets = Vec::new();
    for (contract, balance) in holdings {
        if contract.is_some() && balance.is_zero() {
            continue;
        }
        let known = metadata(wallet.row, *contract);
        if let Some((decimals, usd)) = rate_of(wallet.row, *contract) {
            worth.push((*balance, decimals, usd));
        }
        assets.push(wire::Asset {
            kind: contract.map_or(wire::AssetKind::Native, |_| wire::AssetKind::Erc20),
            contract: contract.map(lower_case),
            symbol: known.symbol,
            decimals: known.decimals.unwrap_or_default(),
            verified: known.verified,
            balance: balance.to_string(),
            quotes: known.quotes,
        });
    }
    wire::WalletAssets {
        wallet_id: wallet.id.clone(),
        network: wallet.row.name.into(),
        assets,
        net_worth: if net_worth {
            rates::net_worth(&worth)
        } else {
            None
        },
    }
}

fn rate_of(row: &NetworkRow, contract: Option<Address>) -> Option<(u8, &'static str)> {
    match contract {
        None => Some((row.decimals, row.demo_usd)),
        Some(contract) => row
            .token
            .filter(|token| token.contract == contract)
            .map(|token| (token.decimals, token.demo_usd)),
    }
}

/// What is known of an asset; of a foreign token nothing is.
pub(super) fn metadata(row: &NetworkRow, contract: Option<Address>) -> wire::AssetMetadata {
    let Some((decimals, usd)) = rate_of(row, contract) else {
        return wire::AssetMetadata {
            verified: Some(false),
            ..wire::AssetMetadata::default()
        };
    };
    let symbol = match (contract, row.token) {
        (Some(_), Some(token)) => token.symbol,
        (None, _) | (Some(_), None) => row.symbol,
    };
    wire::AssetMetadata {
        symbol: Some(symbol.to_owned()),
        decimals: Some(u32::from(decimals)),
        verified: Some(true),
        quotes: rates::quotes(usd),
    }
}
