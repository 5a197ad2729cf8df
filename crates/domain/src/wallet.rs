//! The state of a wallet, and what stops its money from moving: opening, freezes, the pause.

use std::fmt;

/// The state of a wallet as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WalletStatus {
    /// Custody has not given it an address yet.
    Opening,
    /// In use.
    Active,
    /// Nothing is sent from it.
    Frozen,
}

impl WalletStatus {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Opening, Self::Active, Self::Frozen];

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Active => "active",
            Self::Frozen => "frozen",
        }
    }

    /// Reads the name on the wire.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// The state of a wallet with or without an address, under these freezes.
    #[must_use]
    pub const fn of(has_address: bool, freezes: Freezes) -> Self {
        match (has_address, freezes.any()) {
            (_, true) => Self::Frozen,
            (true, false) => Self::Active,
            (false, false) => Self::Opening,
        }
    }
}

impl fmt::Display for WalletStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who freezes a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Freezer {
    /// Its owner.
    Owner,
    /// An employee.
    Bank,
}

impl Freezer {
    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Bank => "bank",
        }
    }

    /// Reads the name in the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Owner, Self::Bank]
            .into_iter()
            .find(|freezer| freezer.as_str() == text)
    }

    /// What a freeze does to transfers that were not sent yet.
    #[must_use]
    pub const fn effect(self) -> FreezeEffect {
        match self {
            Self::Owner => FreezeEffect::Cancels,
            Self::Bank => FreezeEffect::Holds,
        }
    }
}

/// What a freeze does to the pending and approved transfers of the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FreezeEffect {
    /// They are cancelled.
    Cancels,
    /// They wait for the lift.
    Holds,
}

/// The freezes that lie on a wallet. Each party lifts its own only, so that an owner cannot lift
/// what the bank imposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Freezes {
    /// The owner's freeze.
    pub by_owner: bool,
    /// The bank's freeze.
    pub by_bank: bool,
}

impl Freezes {
    /// Whether the wallet is frozen.
    #[must_use]
    pub const fn any(self) -> bool {
        self.by_owner || self.by_bank
    }

    /// With the freeze of one party added.
    #[must_use]
    pub const fn with(self, freezer: Freezer) -> Self {
        match freezer {
            Freezer::Owner => Self {
                by_owner: true,
                ..self
            },
            Freezer::Bank => Self {
                by_bank: true,
                ..self
            },
        }
    }

    /// With the freeze of one party lifted.
    #[must_use]
    pub const fn without(self, freezer: Freezer) -> Self {
        match freezer {
            Freezer::Owner => Self {
                by_owner: false,
                ..self
            },
            Freezer::Bank => Self {
                by_bank: false,
                ..self
            },
        }
    }
}

/// What may stop the money of one wallet, or one transfer of it, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Holds {
    /// The whole bank is paused.
    pub paused: bool,
    /// The transfer is older than a restore from a backup, and nobody has released it: it may have
    /// been cancelled or rejected since the backup.
    pub after_restore: bool,
    /// The freezes of the wallet.
    pub freezes: Freezes,
    /// Custody gave the wallet an address.
    pub has_address: bool,
}

/// Why nothing moves from a wallet now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Held {
    /// An employee paused the bank.
    #[error("the bank has paused all transfers for the moment")]
    Paused,
    /// The transfer waits for somebody to release it after a restore.
    #[error("this transfer waits for the bank to release it")]
    AfterRestore,
    /// The wallet is frozen.
    #[error("this wallet is frozen")]
    Frozen,
    /// The wallet has no address yet.
    #[error("this wallet is still being opened")]
    Opening,
}

impl Held {
    /// Stable code of this refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::AfterRestore => "held_after_restore",
            Self::Frozen => "wallet_frozen",
            Self::Opening => "wallet_opening",
        }
    }
}

impl Holds {
    /// Whether new sends, approvals and the step to custody may happen now.
    ///
    /// Rejecting and cancelling move nothing and are not asked here.
    ///
    /// # Errors
    /// [`Held`], the widest reason first.
    pub const fn check(self) -> Result<(), Held> {
        if self.paused {
            Err(Held::Paused)
        } else if self.after_restore {
            Err(Held::AfterRestore)
        } else if self.freezes.any() {
            Err(Held::Frozen)
        } else if !self.has_address {
            Err(Held::Opening)
        } else {
            Ok(())
        }
    }
}
