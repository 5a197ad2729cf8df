//! Refusals that concern one transfer, or all of them after all.

use std::collections::BTreeSet;

use crate::id::WalletId;

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

    /// The wallets of the streak, to be kept until the next answer. Any other answer than a denial
    /// ends the streak: custody refuses some transfers, not us.
    pub fn wallets(&self) -> impl Iterator<Item = WalletId> {
        self.wallets.iter().copied()
    }
}

impl FromIterator<WalletId> for DenialStreak {
    /// Goes on with a streak that was kept.
    fn from_iter<I: IntoIterator<Item = WalletId>>(wallets: I) -> Self {
        Self {
            wallets: wallets.into_iter().collect(),
        }
    }
}
