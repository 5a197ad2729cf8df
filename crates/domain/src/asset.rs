//! The assets that the bank knows: the native coin of each network and tokens of known issuers.
//!
//! A token is known by network and contract, never by the symbol that custody reports: a spam
//! token may call itself USDC. Being listed is what makes an asset verified; what is not listed is
//! shown apart, has no value and cannot be sent.

mod tokens;

use std::fmt;
use std::sync::LazyLock;

use crate::address::EvmAddress;
use crate::money::Decimals;
use crate::network::Network;

/// What an asset is on its network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AssetKind {
    /// The coin that also pays the fees.
    Native,
    /// A token of the ERC-20 standard.
    Erc20 {
        /// The token's contract.
        contract: EvmAddress,
    },
}

/// Names a listed asset: `EthereumSepolia:usdc`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId {
    network: Network,
    symbol: &'static str,
}

/// No listed asset has that name on that network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bank does not know this asset on this network")]
pub struct UnknownAsset;

impl UnknownAsset {
    /// Stable code of this refusal.
    #[must_use]
    pub fn code(self) -> &'static str {
        "unknown_asset"
    }
}

impl AssetId {
    /// Reads the id of a listed asset, letter case included.
    ///
    /// # Errors
    /// [`UnknownAsset`].
    pub fn parse(text: &str) -> Result<Self, UnknownAsset> {
        let (network, symbol) = text.split_once(':').ok_or(UnknownAsset)?;
        let network = Network::parse(network).map_err(|_| UnknownAsset)?;
        listed(network)
            .find(|asset| asset.symbol().to_ascii_lowercase() == symbol)
            .map(Asset::id)
            .ok_or(UnknownAsset)
    }

    /// The network of the asset.
    #[must_use]
    pub const fn network(self) -> Network {
        self.network
    }

    /// The asset of this name.
    #[must_use]
    #[expect(clippy::expect_used, reason = "ids are made from listed assets only")]
    pub fn asset(self) -> &'static Asset {
        listed(self.network)
            .find(|asset| asset.id == self)
            .expect("a listed asset")
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.network, self.symbol.to_ascii_lowercase())
    }
}

impl fmt::Debug for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A listed asset of one network; made by the registry only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Asset {
    id: AssetId,
    kind: AssetKind,
    decimals: Decimals,
}

impl Asset {
    /// The name of the asset in our registry.
    #[must_use]
    pub const fn id(&self) -> AssetId {
        self.id
    }

    /// The network of the asset.
    #[must_use]
    pub const fn network(&self) -> Network {
        self.id.network
    }

    /// Native coin or token.
    #[must_use]
    pub const fn kind(&self) -> AssetKind {
        self.kind
    }

    /// Whether this is the native coin of its network.
    #[must_use]
    pub const fn is_native(&self) -> bool {
        matches!(self.kind, AssetKind::Native)
    }

    /// The contract of a token.
    #[must_use]
    pub const fn contract(&self) -> Option<EvmAddress> {
        match self.kind {
            AssetKind::Native => None,
            AssetKind::Erc20 { contract } => Some(contract),
        }
    }

    /// The symbol for people: `USDC`.
    #[must_use]
    pub const fn symbol(&self) -> &'static str {
        self.id.symbol
    }

    /// The decimal places; what custody reports must agree, else the asset is blocked.
    #[must_use]
    pub const fn decimals(&self) -> Decimals {
        self.decimals
    }
}

static NATIVE: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let coin = |network: &Network| Asset {
        id: AssetId {
            network: *network,
            symbol: network.native_symbol(),
        },
        kind: AssetKind::Native,
        decimals: network.native_decimals(),
    };
    Network::ALL.iter().map(coin).collect()
});

static TOKENS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let token = |row: &tokens::Row| {
        let contract = EvmAddress::parse(row.contract).ok()?;
        Some(Asset {
            id: AssetId {
                network: row.network,
                symbol: row.symbol,
            },
            kind: AssetKind::Erc20 { contract },
            decimals: Decimals(row.decimals),
        })
    };
    // A row that our own validator refuses is not listed; a test finds it.
    tokens::ROWS.iter().filter_map(token).collect()
});

/// All listed assets: first the native coins, then the tokens.
pub fn all() -> impl Iterator<Item = &'static Asset> {
    NATIVE.iter().chain(TOKENS.iter())
}

/// The listed assets of a network, the native coin first.
pub fn listed(network: Network) -> impl Iterator<Item = &'static Asset> {
    all().filter(move |asset| asset.network() == network)
}

/// The native coin of a network.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "NATIVE has one row for each member of Network::ALL"
)]
pub fn native(network: Network) -> &'static Asset {
    NATIVE
        .iter()
        .find(|asset| asset.network() == network)
        .expect("a native coin a network")
}

/// The listed asset of a network by its id or its symbol, the symbol in any letter case.
///
/// # Errors
/// [`UnknownAsset`], also for the id of an asset of another network.
pub fn find(network: Network, id_or_symbol: &str) -> Result<&'static Asset, UnknownAsset> {
    if id_or_symbol.contains(':') {
        let id = AssetId::parse(id_or_symbol)?;
        return if id.network == network {
            Ok(id.asset())
        } else {
            Err(UnknownAsset)
        };
    }
    listed(network)
        .find(|asset| asset.symbol().eq_ignore_ascii_case(id_or_symbol))
        .ok_or(UnknownAsset)
}

/// The listed token of a network by its contract.
#[must_use]
pub fn find_contract(network: Network, contract: EvmAddress) -> Option<&'static Asset> {
    listed(network).find(|asset| asset.contract() == Some(contract))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_validator_accepts_every_contract_and_none_is_dropped() {
        for row in tokens::ROWS {
            let contract = EvmAddress::parse(row.contract).unwrap();
            assert_eq!(
                contract.to_string(),
                row.contract,
                "written with its checksum"
            );
            assert!(find_contract(row.network, contract).is_some());
        }
        assert_eq!(all().count(), Network::ALL.len() + tokens::ROWS.len());
    }
}
