//! The table of tokens: what the issuer itself names, checked in November 2026.
//!
//! Source: Circle's own SDK data (npm `@circle-fin/bridge-kit` 1.15.1). Bridge forms of these
//! tokens are other assets and not listed. Arc's USDC is the native coin of that network; its
//! ERC-20 face at 0x3600000000000000000000000000000000000000 shows the same balance a second time
//! and is therefore absent. USDT has no authorisation in the European Union: deposits are shown as
//! unlisted, sending it is a decision for the compliance officer.

use crate::network::Network;

pub(super) struct Row {
    pub(super) network: Network,
    pub(super) symbol: &'static str,
    pub(super) decimals: u8,
    pub(super) contract: &'static str,
}

const fn usdc(network: Network, contract: &'static str) -> Row {
    Row {
        network,
        symbol: "USDC",
        decimals: 6,
        contract,
    }
}

const fn eurc(network: Network, contract: &'static str) -> Row {
    Row {
        network,
        symbol: "EURC",
        decimals: 6,
        contract,
    }
}

pub(super) const ROWS: &[Row] = &[
    usdc(
        Network::Ethereum,
        "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
    ),
    eurc(
        Network::Ethereum,
        "0x1aBaEA1f7C830bD89Acc67eC4af516284b1bC33c",
    ),
    usdc(
        Network::EthereumSepolia,
        "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238",
    ),
    eurc(
        Network::EthereumSepolia,
        "0x08210F9170F89Ab7658F0B5E3fF39b0E03C594D4",
    ),
    usdc(Network::Base, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
    eurc(Network::Base, "0x60a3E35Cc302bFA44Cb288Bc5a4F316Fdb1adb42"),
    usdc(
        Network::BaseSepolia,
        "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    ),
    eurc(
        Network::BaseSepolia,
        "0x808456652fdb597867f38412077A9182bf77359F",
    ),
    usdc(
        Network::ArbitrumOne,
        "0xaf88d065e77c8cC2239327C5EDb3A432268e5831",
    ),
    usdc(
        Network::ArbitrumSepolia,
        "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d",
    ),
    usdc(
        Network::Optimism,
        "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85",
    ),
    usdc(
        Network::OptimismSepolia,
        "0x5fd84259d66Cd46123540766Be93DFE6D43130D7",
    ),
    usdc(
        Network::Polygon,
        "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
    ),
    usdc(
        Network::PolygonAmoy,
        "0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582",
    ),
    usdc(
        Network::AvalancheC,
        "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E",
    ),
    eurc(
        Network::AvalancheC,
        "0xC891EB4cbdEFf6e073e859e987815Ed1505c2ACD",
    ),
    usdc(
        Network::AvalancheCFuji,
        "0x5425890298aed601595a70AB815c96711a31Bc65",
    ),
    eurc(
        Network::AvalancheCFuji,
        "0x5E44db7996c682E92a960b65AC713a54AD815c6B",
    ),
    eurc(Network::Arc, "0xbEf5f6d51CB62b58e6A8f77868681825C6fe21c1"),
    eurc(
        Network::ArcTestnet,
        "0x89B50855Aa3bE2F677cD6303Cec089B5F319D72a",
    ),
    usdc(Network::Codex, "0xd996633a415985DBd7D6D12f4A4343E31f5037cf"),
    usdc(
        Network::CodexSepolia,
        "0x6d7f141b6819C2c9CC2f818e6ad549E7Ca090F8f",
    ),
    usdc(Network::Ink, "0x2D270e6886d130D724215A266106e6832161EAEd"),
    usdc(
        Network::InkSepolia,
        "0xFabab97dCE620294D2B0b0e46C68964e326300Ac",
    ),
    usdc(
        Network::Plasma,
        "0x2d661C89D812261039AF9764eceaAee884f5F67F",
    ),
    eurc(
        Network::Plasma,
        "0x3EE196E78d4d4248b849B8E1C7F44C5457FAFD2C",
    ),
    usdc(
        Network::PlasmaTestnet,
        "0xE67Fb267022cBA8064Dd388CC2FED724F3120D9D",
    ),
    eurc(
        Network::PlasmaTestnet,
        "0x98AfA0F93Dd993B736399f9074eDcEBD1985A330",
    ),
    usdc(Network::Plume, "0x222365EF19F7947e5484218551B56bb3965Aa7aF"),
    usdc(
        Network::PlumeSepolia,
        "0xcB5f30e335672893c7eb944B374c196392C19D18",
    ),
    usdc(
        Network::SeiPacific1,
        "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392",
    ),
    usdc(
        Network::SeiAtlantic2,
        "0x4fCF1784B31630811181f670Aea7A7bEF803eaED",
    ),
    usdc(Network::Sonic, "0x29219dd400f2Bf60E5a23d13Be72B486D4038894"),
    usdc(
        Network::SonicTestnet,
        "0x0BA304580ee7c9a980CF72e55f5Ed2E9fd30Bc51",
    ),
    usdc(Network::Xdc, "0xfA2958CB79b0491CC627c1557F441eF849Ca8eb1"),
    usdc(
        Network::XdcApothem,
        "0xb5AB69F7bBada22B28e79C8FFAECe55eF1c771D4",
    ),
    usdc(
        Network::XLayer,
        "0xB6CEceAB302E2E4948951eE7843FC24E92933061",
    ),
    usdc(
        Network::XLayerSepolia,
        "0xDec90b78111Ba2fc6FC6d84d8B9ec159A2d4b9B3",
    ),
];
