//! Fees per gas.

/// Fees per gas in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GasPrice {
    /// Tip for the block's maker.
    pub(crate) priority_fee: u128,
    /// Most that is paid in total.
    pub(crate) max_fee: u128,
}

/// How fast a transaction should be taken; decides the tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    Slow,
    Standard,
    Fast,
}

impl Priority {
    /// Tip in wei per gas.
    fn tip(self) -> u128 {
        match self {
            Self::Slow => 100_000_000,
            Self::Standard => 1_000_000_000,
            Self::Fast => 1_500_000_000,
        }
    }

    /// Fees for a block with this base fee: twice the base fee leaves room for six full blocks.
    pub(crate) fn price(self, base_fee: u64) -> GasPrice {
        let priority_fee = self.tip();
        let max_fee = u128::from(base_fee)
            .saturating_mul(2)
            .saturating_add(priority_fee);
        GasPrice {
            priority_fee,
            max_fee,
        }
    }
}
