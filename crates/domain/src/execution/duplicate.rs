//! The transfer that custody has under our external id: ours, or another one?

use super::NextStep;
use crate::money::BaseUnits;
use crate::reference::CustodyWalletId;
use crate::transfer::FailReason;

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OutgoingKind {
    /// The native coin.
    Native,
    /// A token.
    Erc20 {
        /// The contract, as written.
        contract: String,
    },
}

/// The facts by which a transfer at custody is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Outgoing {
    /// Custody's id of the source wallet.
    pub wallet: CustodyWalletId,
    /// What is sent.
    pub kind: OutgoingKind,
    /// The destination, as written.
    pub to: String,
    /// How much, in base units.
    pub amount: BaseUnits,
    /// Our external id.
    pub external_id: String,
}

/// Whether the transfer at custody is ours. The letter case of addresses does not matter, since
/// custody may print them in its own way.
#[must_use]
pub fn adopts(duplicate: &Outgoing, ours: &Outgoing) -> bool {
    let Outgoing {
        wallet,
        kind,
        to,
        amount,
        external_id,
    } = duplicate;
    let same_kind = match (kind, &ours.kind) {
        (OutgoingKind::Native, OutgoingKind::Native) => true,
        (OutgoingKind::Erc20 { contract: a }, OutgoingKind::Erc20 { contract: b }) => {
            a.eq_ignore_ascii_case(b)
        }
        (OutgoingKind::Native, OutgoingKind::Erc20 { .. })
        | (OutgoingKind::Erc20 { .. }, OutgoingKind::Native) => false,
    };
    same_kind
        && *wallet == ours.wallet
        && to.eq_ignore_ascii_case(&ours.to)
        && *amount == ours.amount
        && *external_id == ours.external_id
}

/// Proof that custody has exactly what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FoundAtCustody(());

impl FoundAtCustody {
    /// Recognises what was asked for.
    #[must_use]
    pub fn recognise(found: &Outgoing, ours: &Outgoing) -> Option<Self> {
        adopts(found, ours).then_some(Self(()))
    }
}

/// What fetching the duplicate gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duplicate {
    /// A transfer of a kind that the bank sends.
    Outgoing(Outgoing),
    /// A transfer of a kind that the bank never sends.
    Foreign,
    /// It is not on our wallet.
    NotFound,
    /// It could not be read.
    Unreadable,
}

/// What follows from the duplicate: ours is adopted, another one means that ours was never
/// accepted and never will be.
#[must_use]
pub fn after_duplicate(duplicate: &Duplicate, ours: &Outgoing) -> NextStep {
    match duplicate {
        Duplicate::Outgoing(outgoing) if adopts(outgoing, ours) => NextStep::Adopt,
        Duplicate::Outgoing(_) | Duplicate::Foreign | Duplicate::NotFound => {
            NextStep::Fail(FailReason::ExternalIdTaken)
        }
        Duplicate::Unreadable => NextStep::Repeat,
    }
}
