//! Refusals that concern one transfer, or all of them after all.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::id::WalletId;

/// How long to wait before a transfer that custody denied is handed over again.
pub const DENIED_REPEAT: Duration = Duration::from_secs(60);

/// Denials ([`super::Answer::DeniedHere`]) in a row, without another answer between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DenialStreak {
    wallets: BTreeSet<WalletId>,
}

impl DenialStreak {
    /// From so many different wallets in a row on it is our own access that is refused.
    const WALLETS_MAX: usize = 3;

    /// Counts a denial. `true` means that it counts as
    /// [`super::Answer::Misconfigured`] with the transfer call made: the executor stops.
    #[must_use]
    pub fn denied(&mut self, wallet: WalletId) -> bool {
        self.wallets.insert(wallet);
        self.wallets.len() >= Self::WALLETS_MAX
    }

    /// Custody accepted a transfer: it refuses some of them, not us.
    pub fn accepted(&mut self) {
        self.wallets.clear();
    }
}
