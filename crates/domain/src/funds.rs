//! Whether a wallet can pay for a transfer.

use crate::money::{BaseUnits, TransferAmount};

/// What is known of one asset of one wallet, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Funds {
    /// The balance that custody reported.
    pub balance: BaseUnits,
    /// The sum of transfers whose money is spoken for (see
    /// [`Status::reserves_funds`](crate::transfer::Status::reserves_funds)) and of those confirmed
    /// after the balance was read.
    pub reserved: BaseUnits,
    /// For the native asset the estimated fees of one more transfer and of those under way. A
    /// missing estimate never blocks a transfer; tokens have none, their fee is paid in the native
    /// asset.
    pub fee_reserve: Option<BaseUnits>,
}

/// The wallet holds less than a transfer needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the wallet does not hold enough for this transfer")]
pub struct InsufficientFunds {
    /// The most that could be sent now, in base units.
    pub available: BaseUnits,
}

impl InsufficientFunds {
    /// Stable code of this refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "insufficient_funds"
    }
}

impl Funds {
    /// The most that could be sent now, in base units.
    #[must_use]
    pub fn available(self) -> BaseUnits {
        let fee = self.fee_reserve.unwrap_or(BaseUnits::ZERO);
        self.balance
            .saturating_sub(self.reserved)
            .saturating_sub(fee)
    }

    /// Whether `amount` can be sent now.
    ///
    /// # Errors
    /// [`InsufficientFunds`].
    pub fn check(self, amount: TransferAmount) -> Result<(), InsufficientFunds> {
        let available = self.available();
        if amount.base_units() > available {
            Err(InsufficientFunds { available })
        } else {
            Ok(())
        }
    }
}
