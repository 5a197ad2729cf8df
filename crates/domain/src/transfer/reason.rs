//! Why a transfer was cancelled or failed.

use std::fmt;

macro_rules! reasons {
    (
        cancelled { $($(#[$cdoc:meta])* $cancel:ident = $ccode:literal, $ctext:literal;)* }
        failed { $($(#[$fdoc:meta])* $fail:ident = $fcode:literal, $ftext:literal;)* }
    ) => {
        /// Why a transfer was cancelled.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum CancelReason { $($(#[$cdoc])* $cancel,)* }

        impl CancelReason {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$cancel,)*];

            const fn texts(self) -> (&'static str, &'static str) {
                match self { $(Self::$cancel => ($ccode, $ctext),)* }
            }
        }

        /// Why a transfer failed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum FailReason { $($(#[$fdoc])* $fail,)* }

        impl FailReason {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$fail,)*];

            const fn texts(self) -> (&'static str, &'static str) {
                match self { $(Self::$fail => ($fcode, $ftext),)* }
            }
        }
    };
}

reasons! {
    cancelled {
        /// The initiator or the owner withdrew it.
        Withdrawn = "withdrawn", "The transfer was withdrawn.";
        /// The delegation under which it was made was revoked, left, or reduced to view.
        DelegationRevoked = "delegation_revoked",
            "The permission to send from this wallet was taken back before the transfer was sent.";
        /// The owner froze the wallet.
        WalletFrozen = "wallet_frozen",
            "The owner froze the wallet before the transfer was sent.";
        /// The initiator had no right any more when it was about to be sent.
        AuthorityGone = "authority_gone",
            "The person who asked for the transfer may no longer send from this wallet.";
        /// The bank did not release it after its records were restored from a backup.
        NotReleased = "not_released",
            "The bank withdrew the transfer after it had to restore its records. No money has moved.";
        /// The bank retired the initiator.
        UserRetired = "user_retired",
            "The person who asked for the transfer is no longer a user of the bank.";
    }
    failed {
        /// Custody refused it for good, and nothing was sent.
        RefusedByCustody = "refused_by_custody",
            "The transfer was refused before it was sent. No money has moved.";
        /// The wallet held too little when it was sent.
        InsufficientBalance = "insufficient_balance",
            "The wallet did not hold enough when the transfer was sent. No money has moved.";
        /// Custody knows another transfer under our external id.
        ExternalIdTaken = "external_id_taken",
            "The transfer could not be sent because its reference is already in use. No money has moved.";
        /// The chain executed it and undid it; the fee is spent.
        Reverted = "reverted",
            "The network undid the transfer. The amount has not moved, the network fee is spent.";
    }
}

/// Why a transfer ended without being carried out: a closed set for the wire and the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonCode {
    /// It was cancelled.
    Cancelled(CancelReason),
    /// It failed.
    Failed(FailReason),
}

impl ReasonCode {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let cancelled = CancelReason::ALL.iter().copied().map(Self::Cancelled);
        cancelled.chain(FailReason::ALL.iter().copied().map(Self::Failed))
    }

    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Cancelled(reason) => reason.texts(),
            Self::Failed(reason) => reason.texts(),
        }
    }

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.texts().0
    }

    /// What a customer reads.
    #[must_use]
    pub const fn customer_text(self) -> &'static str {
        self.texts().1
    }

    /// Reads the name on the wire.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::all().find(|reason| reason.as_str() == text)
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<CancelReason> for ReasonCode {
    fn from(reason: CancelReason) -> Self {
        Self::Cancelled(reason)
    }
}

impl From<FailReason> for ReasonCode {
    fn from(reason: FailReason) -> Self {
        Self::Failed(reason)
    }
}
