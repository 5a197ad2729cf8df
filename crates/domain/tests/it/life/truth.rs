//! What is true at custody, whatever it answers.

use std::time::Duration;

use domain::execution::{Answer, CustodyState, Invalidity};
use domain::reference::TxHash;

/// The transaction, once there is one.
pub(super) const HASH: TxHash = TxHash::from_bytes([7; 32]);

/// What is true at custody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Truth {
    pub(super) funded: bool,
    /// A request is on its way until then.
    pub(super) late: Option<Duration>,
    pub(super) has: Option<(CustodyState, Option<TxHash>)>,
}

impl Truth {
    /// A request arrives: the first one that can be paid makes the transfer.
    pub(super) fn arrive(&mut self) -> Answer {
        match self.has {
            Some(_) => Answer::Accepted,
            None if self.funded => {
                let waiting = CustodyState::Waiting {
                    held_by_policy: false,
                };
                self.has = Some((waiting, None));
                Answer::Accepted
            }
            None => Answer::Invalid(Invalidity::InsufficientBalance),
        }
    }

    pub(super) fn go_on(&mut self, to: CustodyState) {
        use CustodyState as S;
        let Some((from, hash)) = &mut self.has else {
            return;
        };
        let ended = matches!(from, S::Confirmed | S::Failed | S::Rejected);
        let back = hash.is_some() && !matches!(to, S::Confirmed | S::Failed | S::Unrecognised);
        if ended || back {
            return;
        }
        if matches!(to, S::Broadcasted | S::Confirmed) {
            *hash = Some(HASH);
        }
        *from = to;
    }

    /// Whether the money is gone or may still go.
    pub(super) fn moves(&self) -> bool {
        match self.has {
            Some((state, _)) => !matches!(state, CustodyState::Failed | CustodyState::Rejected),
            // Behind an earlier one with the same id it changes nothing any more.
            None => self.late.is_some(),
        }
    }
}
