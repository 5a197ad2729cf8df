//! The networks on which the bank opens wallets: one row of data each.
//!
//! All EVM networks that custody supports and indexes. Left out: networks that custody does not
//! index (their transfers would never become confirmed); Rayls and Tsc, whose chain ids are not
//! certain; Tempo, which has no native coin; Areum, Flare and Flow, which are offered on request
//! only; HyperEvm and Monad, which the custody provider's list of networks does not name. Chain ids
//! and explorers are public facts: the chain definitions of npm `viem` 2.57 and
//! `@circle-fin/bridge-kit` 1.15.1, for Mordor those of the Ethereum Classic project.

use std::fmt;

use crate::money::Decimals;

/// Whether coins of a network are worth anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NetworkKind {
    /// Real money.
    Main,
    /// Coins for trying things out.
    Test,
}

/// How a network prices a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeeKind {
    /// Base fee and priority fee (EIP-1559).
    Eip1559,
    /// One gas price; no fee estimate can be had from custody.
    Legacy,
}

/// The facts about one network.
struct Row {
    name: &'static str,
    label: &'static str,
    symbol: &'static str,
    decimals: u8,
    chain_id: u64,
    kind: NetworkKind,
    delay_blocks: u32,
    fee: FeeKind,
    explorer: &'static str,
}

macro_rules! networks {
    ($($variant:ident: $label:literal, $symbol:literal, $decimals:literal, $chain_id:literal,
       $kind:ident, $delay:literal, $fee:ident, $explorer:literal;)*) => {
        /// A network on which the bank opens wallets.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Network {
            $(
                #[doc = $label]
                $variant,
            )*
        }

        impl Network {
            /// All networks, in order of display.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            const fn row(self) -> &'static Row {
                match self {
                    $(Self::$variant => &Row {
                        name: stringify!($variant),
                        label: $label,
                        symbol: $symbol,
                        decimals: $decimals,
                        chain_id: $chain_id,
                        kind: NetworkKind::$kind,
                        delay_blocks: $delay,
                        fee: FeeKind::$fee,
                        explorer: $explorer,
                    },)*
                }
            }
        }
    };
}

// Custody reports test networks as confirmed at once, hence their delay of 0.
networks! {
    // variant: label, native symbol, decimals, chain id, kind, delay in blocks, fee, explorer
    Ethereum: "Ethereum", "ETH", 18, 1, Main, 12, Eip1559, "https://etherscan.io";
    EthereumSepolia: "Ethereum Sepolia", "ETH", 18, 11155111, Test, 0, Eip1559, "https://sepolia.etherscan.io";
    EthereumHoodi: "Ethereum Hoodi", "ETH", 18, 560048, Test, 0, Eip1559, "https://hoodi.etherscan.io";
    Base: "Base", "ETH", 18, 8453, Main, 10, Eip1559, "https://basescan.org";
    BaseSepolia: "Base Sepolia", "ETH", 18, 84532, Test, 0, Eip1559, "https://sepolia.basescan.org";
    ArbitrumOne: "Arbitrum One", "ETH", 18, 42161, Main, 10, Eip1559, "https://arbiscan.io";
    ArbitrumSepolia: "Arbitrum Sepolia", "ETH", 18, 421614, Test, 0, Eip1559, "https://sepolia.arbiscan.io";
    Optimism: "OP Mainnet", "ETH", 18, 10, Main, 10, Eip1559, "https://optimistic.etherscan.io";
    OptimismSepolia: "OP Sepolia", "ETH", 18, 11155420, Test, 0, Eip1559, "https://optimism-sepolia.blockscout.com";
    Polygon: "Polygon", "POL", 18, 137, Main, 10, Eip1559, "https://polygonscan.com";
    PolygonAmoy: "Polygon Amoy", "POL", 18, 80002, Test, 0, Eip1559, "https://amoy.polygonscan.com";
    Bsc: "BNB Smart Chain", "BNB", 18, 56, Main, 5, Eip1559, "https://bscscan.com";
    BscTestnet: "BNB Smart Chain Testnet", "BNB", 18, 97, Test, 0, Eip1559, "https://testnet.bscscan.com";
    AvalancheC: "Avalanche C-Chain", "AVAX", 18, 43114, Main, 10, Eip1559, "https://snowtrace.io";
    AvalancheCFuji: "Avalanche Fuji", "AVAX", 18, 43113, Test, 0, Eip1559, "https://testnet.snowtrace.io";
    Arc: "Arc", "USDC", 18, 5042, Main, 10, Eip1559, "https://explorer.arc.io";
    ArcTestnet: "Arc Testnet", "USDC", 18, 5042002, Test, 0, Eip1559, "https://explorer.testnet.arc.io";
    Berachain: "Berachain", "BERA", 18, 80094, Main, 5, Eip1559, "https://berascan.com";
    BerachainBepolia: "Berachain Bepolia", "BERA", 18, 80069, Test, 0, Eip1559, "https://testnet.berascan.com";
    Bob: "BOB", "ETH", 18, 60808, Main, 50, Eip1559, "https://explorer.gobob.xyz";
    BobSepolia: "BOB Sepolia", "ETH", 18, 808813, Test, 0, Eip1559, "https://bob-sepolia.explorer.gobob.xyz";
    Celo: "Celo", "CELO", 18, 42220, Main, 10, Eip1559, "https://celoscan.io";
    CeloSepolia: "Celo Sepolia", "CELO", 18, 11142220, Test, 0, Eip1559, "https://celo-sepolia.blockscout.com";
    Codex: "Codex", "ETH", 18, 81224, Main, 50, Eip1559, "https://explorer.codex.xyz";
    CodexSepolia: "Codex Testnet", "ETH", 18, 812242, Test, 0, Eip1559, "https://explorer.codex-stg.xyz";
    EthereumClassic: "Ethereum Classic", "ETC", 18, 61, Main, 3000, Legacy, "https://blockscout.com/etc/mainnet";
    EthereumClassicMordor: "Ethereum Classic Mordor", "ETC", 18, 63, Test, 0, Legacy, "https://etc-mordor.blockscout.com";
    Ink: "Ink", "ETH", 18, 57073, Main, 10, Eip1559, "https://explorer.inkonchain.com";
    InkSepolia: "Ink Sepolia", "ETH", 18, 763373, Test, 0, Eip1559, "https://explorer-sepolia.inkonchain.com";
    Plasma: "Plasma", "XPL", 18, 9745, Main, 5, Eip1559, "https://plasmascan.to";
    PlasmaTestnet: "Plasma Testnet", "XPL", 18, 9746, Test, 0, Eip1559, "https://testnet.plasmascan.to";
    Plume: "Plume", "PLUME", 18, 98866, Main, 10, Eip1559, "https://explorer.plume.org";
    PlumeSepolia: "Plume Testnet", "PLUME", 18, 98867, Test, 0, Eip1559, "https://testnet-explorer.plume.org";
    Robinhood: "Robinhood Chain", "ETH", 18, 4663, Main, 10, Eip1559, "https://robinhoodchain.blockscout.com";
    RobinhoodSepolia: "Robinhood Chain Testnet", "ETH", 18, 46630, Test, 0, Eip1559, "https://explorer.testnet.chain.robinhood.com";
    SeiPacific1: "Sei", "SEI", 18, 1329, Main, 5, Eip1559, "https://seiscan.io";
    SeiAtlantic2: "Sei Testnet", "SEI", 18, 1328, Test, 0, Eip1559, "https://testnet.seiscan.io";
    Sonic: "Sonic", "S", 18, 146, Main, 5, Eip1559, "https://sonicscan.org";
    SonicTestnet: "Sonic Testnet", "S", 18, 14601, Test, 0, Eip1559, "https://testnet.sonicscan.org";
    Xdc: "XDC Network", "XDC", 18, 50, Main, 5, Eip1559, "https://xdcscan.com";
    XdcApothem: "XDC Apothem", "XDC", 18, 51, Test, 0, Eip1559, "https://testnet.xdcscan.com";
    XLayer: "X Layer", "OKB", 18, 196, Main, 10, Eip1559, "https://www.oklink.com/xlayer";
    XLayerSepolia: "X Layer Testnet", "OKB", 18, 1952, Test, 0, Eip1559, "https://www.oklink.com/xlayer-test";
}

/// The bank has no wallets on a network of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bank does not offer this network")]
pub struct UnknownNetwork;

impl UnknownNetwork {
    /// Stable code of this refusal.
    #[must_use]
    pub fn code(self) -> &'static str {
        "unknown_network"
    }
}

impl Network {
    /// The network of a wallet when none is named.
    pub const DEFAULT: Self = Self::EthereumSepolia;

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Reads the name on the wire, letter case included.
    ///
    /// # Errors
    /// [`UnknownNetwork`].
    pub fn parse(text: &str) -> Result<Self, UnknownNetwork> {
        let named = |network: &&Self| network.as_str() == text;
        Self::ALL.iter().find(named).copied().ok_or(UnknownNetwork)
    }

    /// The name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.row().label
    }

    /// The symbol of the native coin; the same on a test network as on its main network.
    #[must_use]
    pub const fn native_symbol(self) -> &'static str {
        self.row().symbol
    }

    /// The decimal places of the native coin.
    #[must_use]
    pub const fn native_decimals(self) -> Decimals {
        Decimals(self.row().decimals)
    }

    /// The chain id of EIP-155.
    #[must_use]
    pub const fn chain_id(self) -> u64 {
        self.row().chain_id
    }

    /// Main or test network.
    #[must_use]
    pub const fn kind(self) -> NetworkKind {
        self.row().kind
    }

    /// Whether the coins of this network are worth nothing.
    #[must_use]
    pub const fn is_test(self) -> bool {
        matches!(self.kind(), NetworkKind::Test)
    }

    /// How many blocks custody waits before it calls a transaction confirmed.
    #[must_use]
    pub const fn confirmation_delay_blocks(self) -> u32 {
        self.row().delay_blocks
    }

    /// How a transaction is priced.
    #[must_use]
    pub const fn fee_kind(self) -> FeeKind {
        self.row().fee
    }

    /// Whether the native coin is ether, which the bank's main threshold is about.
    #[must_use]
    pub fn eth_denominated(self) -> bool {
        self.native_symbol() == "ETH"
    }

    /// Address of the explorer's page of a transaction, with `{hash}` in the place of the hash.
    #[must_use]
    pub fn explorer_tx_template(self) -> String {
        self.explorer_tx("{hash}")
    }

    /// Address of the explorer's page of a transaction.
    #[must_use]
    pub fn explorer_tx(self, hash: &str) -> String {
        format!("{}/tx/{hash}", self.row().explorer)
    }

    /// Address of the explorer's page of an account.
    #[must_use]
    pub fn explorer_address(self, address: &str) -> String {
        format!("{}/address/{address}", self.row().explorer)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
