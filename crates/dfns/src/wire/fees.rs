//! Fee estimates of a network.

use serde::{Deserialize, Serialize};

use super::Network;

/// Answer of `GET /networks/fees`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum FeeEstimate {
    /// EVM networks with a base fee; all in the smallest unit for each gas.
    #[serde(rename_all = "camelCase")]
    Eip1559 {
        /// The network asked for.
        network: Network,
        /// Block the estimate rests on.
        block_number: u64,
        /// Base fee of that block.
        base_fee_per_gas: String,
        /// Cheap.
        slow: Eip1559Fee,
        /// The default.
        standard: Eip1559Fee,
        /// Dear.
        fast: Eip1559Fee,
    },
    /// Bitcoin and its relatives.
    #[serde(rename_all = "camelCase")]
    Bitcoin {
        /// The network asked for.
        network: Network,
        /// Block the estimate rests on.
        block_number: u64,
        /// Cheap.
        slow: BitcoinFee,
        /// The default.
        standard: BitcoinFee,
        /// Dear.
        fast: BitcoinFee,
    },
    /// A kind that this crate does not read.
    #[serde(other)]
    Other,
}

/// Fees of one speed on an EVM network, in the smallest unit for each gas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Eip1559Fee {
    /// Tip at most.
    pub max_priority_fee_per_gas: String,
    /// Base fee and tip at most.
    pub max_fee_per_gas: String,
}

/// Fees of one speed on Bitcoin and its relatives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BitcoinFee {
    /// Satoshi for each virtual byte.
    pub fee_rate: String,
    /// Blocks until it is expected on chain.
    pub block_horizon: u64,
}
