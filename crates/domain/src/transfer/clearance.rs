//! The permission to hand a transfer to custody.

use crate::access::Spendable;
use crate::wallet::{Held, Holds};

/// Proof that, under the locks, the initiator may still send and nothing holds the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Clearance(());

impl Clearance {
    /// Clears a transfer for custody. The threshold is not judged again.
    ///
    /// `wallet` proves that the initiator owns the wallet or holds a transfer grant now.
    ///
    /// # Errors
    /// [`Held`]: the transfer waits for the lift.
    pub fn obtain<T>(_wallet: &Spendable<T>, holds: Holds) -> Result<Self, Held> {
        holds.check().map(|()| Self(()))
    }
}
