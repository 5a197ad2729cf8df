//! The EVM networks that the vendor offers: one row each. Chain ids and symbols are the chains' own.

use alloy_primitives::{Address, address};

/// One network of the vendor that the sandbox can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkRow {
    /// The vendor's name of the network.
    pub name: &'static str,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Symbol of the native asset.
    pub symbol: &'static str,
    /// Decimals of the native asset.
    pub decimals: u8,
    /// Demo rate of one native unit in USD, as the text of a JSON number.
    pub demo_usd: &'static str,
    /// Test token deployed at genesis.
    pub token: Option<TestToken>,
}

/// A test token of a network: an ERC-20 contract at the address of the issuer's real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestToken {
    /// Address of the contract.
    pub contract: Address,
    /// Symbol.
    pub symbol: &'static str,
    /// Decimals.
    pub decimals: u8,
    /// Demo rate of one token in USD, as the text of a JSON number.
    pub demo_usd: &'static str,
}

const fn usdc(contract: Address) -> Option<TestToken> {
    Some(TestToken {
        contract,
        symbol: "USDC",
        decimals: 6,
        demo_usd: "1.0",
    })
}

const fn eth(name: &'static str, chain_id: u64, token: Option<TestToken>) -> NetworkRow {
    NetworkRow {
        name,
        chain_id,
        symbol: "ETH",
        decimals: 18,
        demo_usd: "3020.82",
        token,
    }
}

const fn coin(
    name: &'static str,
    chain_id: u64,
    symbol: &'static str,
    demo_usd: &'static str,
    token: Option<TestToken>,
) -> NetworkRow {
    NetworkRow {
        name,
        chain_id,
        symbol,
        decimals: 18,
        demo_usd,
        token,
    }
}

/// All networks, one row each.
pub static NETWORKS: &[NetworkRow] = &[
    eth(
        "Ethereum",
        1,
        usdc(address!("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48")),
    ),
    eth(
        "EthereumSepolia",
        11_155_111,
        usdc(address!("0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238")),
    ),
    eth("EthereumHoodi", 560_048, None),
    coin(
        "Polygon",
        137,
        "POL",
        "0.45",
        usdc(address!("0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359")),
    ),
    coin(
        "PolygonAmoy",
        80_002,
        "POL",
        "0.45",
        usdc(address!("0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582")),
    ),
    eth(
        "ArbitrumOne",
        42_161,
        usdc(address!("0xaf88d065e77c8cC2239327C5EDb3A432268e5831")),
    ),
    eth(
        "ArbitrumSepolia",
        421_614,
        usdc(address!("0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d")),
    ),
    eth(
        "Base",
        8_453,
        usdc(address!("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913")),
    ),
    eth(
        "BaseSepolia",
        84_532,
        usdc(address!("0x036CbD53842c5426634e7929541eC2318f3dCF7e")),
    ),
    eth(
        "Optimism",
        10,
        usdc(address!("0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85")),
    ),
    eth(
        "OptimismSepolia",
        11_155_420,
        usdc(address!("0x5fd84259d66Cd46123540766Be93DFE6D43130D7")),
    ),
    coin("Bsc", 56, "BNB", "610.5", None),
    coin("BscTestnet", 97, "BNB", "610.5", None),
    coin(
        "AvalancheC",
        43_114,
        "AVAX",
        "21.4",
        usdc(address!("0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E")),
    ),
    coin(
        "AvalancheCFuji",
        43_113,
        "AVAX",
        "21.4",
        usdc(address!("0x5425890298aed601595a70AB815c96711a31Bc65")),
    ),
    coin("EthereumClassic", 61, "ETC", "18.2", None),
    coin("EthereumClassicMordor", 63, "ETC", "18.2", None),
    coin("Celo", 42_220, "CELO", "0.31", None),
    coin("CeloSepolia", 11_142_220, "CELO", "0.31", None),
    coin("Berachain", 80_094, "BERA", "1.9", None),
    coin("BerachainBepolia", 80_069, "BERA", "1.9", None),
    coin("Arc", 5_042, "USDC", "1.0", None),
    coin("ArcTestnet", 5_042_002, "USDC", "1.0", None),
    eth("Bob", 60_808, None),
    eth("BobSepolia", 808_813, None),
    eth("Codex", 81_224, None),
    eth("CodexSepolia", 812_242, None),
    coin("FlareC", 14, "FLR", "0.018", None),
    coin("FlareCCoston2", 114, "C2FLR", "0.018", None),
    coin("FlowEvm", 747, "FLOW", "0.35", None),
    coin("FlowEvmTestnet", 545, "FLOW", "0.35", None),
    coin("HyperEvm", 999, "HYPE", "38.0", None),
    coin("HyperEvmTestnet", 998, "HYPE", "38.0", None),
    eth(
        "Ink",
        57_073,
        usdc(address!("0x2D270e6886d130D724215A266106e6832161EAEd")),
    ),
    eth("InkSepolia", 763_373, None),
    coin("Monad", 143, "MON", "0.03", None),
    coin("MonadTestnet", 10_143, "MON", "0.03", None),
    coin(
        "Plasma",
        9_745,
        "XPL",
        "0.25",
        usdc(address!("0x2d661C89D812261039AF9764eceaAee884f5F67F")),
    ),
    coin("PlasmaTestnet", 9_746, "XPL", "0.25", None),
    coin("Plume", 98_866, "PLUME", "0.06", None),
    coin("PlumeSepolia", 98_867, "PLUME", "0.06", None),
    eth("Robinhood", 4_663, None),
    coin(
        "Sonic",
        146,
        "S",
        "0.17",
        usdc(address!("0x29219dd400f2Bf60E5a23d13Be72B486D4038894")),
    ),
    coin("SonicTestnet", 14_601, "S", "0.17", None),
    coin("Xdc", 50, "XDC", "0.06", None),
    coin("XdcApothem", 51, "XDC", "0.06", None),
    coin("XLayer", 196, "OKB", "110.0", None),
    coin("XLayerSepolia", 1_952, "OKB", "110.0", None),
    coin("SeiPacific1", 1_329, "SEI", "0.19", None),
    coin("SeiAtlantic2", 1_328, "SEI", "0.19", None),
];

/// The row of the vendor's network `name`.
pub(crate) fn find(name: &str) -> Option<&'static NetworkRow> {
    NETWORKS.iter().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::NETWORKS;

    #[test]
    fn names_and_chain_ids_are_unique() {
        let names: BTreeSet<_> = NETWORKS.iter().map(|row| row.name).collect();
        let ids: BTreeSet<_> = NETWORKS.iter().map(|row| row.chain_id).collect();
        assert_eq!((names.len(), ids.len()), (NETWORKS.len(), NETWORKS.len()));
    }
}
