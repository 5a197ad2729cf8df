//! Recognising at custody what the bank asked for.

use domain::execution::{Duplicate, FoundAtCustody, Outgoing, OutgoingKind, adopts};
use store::transfers::Order;

use crate::custody::{CustodyTransfer, Requested, WalletRef};

/// Whether what custody has is what was asked for.
pub(super) fn is_ours(found: &CustodyTransfer, wallet: &WalletRef, order: &Order) -> bool {
    match duplicate_of(found) {
        Duplicate::Outgoing(outgoing) => adopts(&outgoing, &outgoing_of(wallet, order)),
        Duplicate::Foreign | Duplicate::NotFound | Duplicate::Unreadable => false,
    }
}

/// Proof that custody has what was asked for, if it has.
pub(super) fn recognise(
    found: &CustodyTransfer,
    wallet: &WalletRef,
    order: &Order,
) -> Option<FoundAtCustody> {
    match duplicate_of(found) {
        Duplicate::Outgoing(outgoing) => {
            FoundAtCustody::recognise(&outgoing, &outgoing_of(wallet, order))
        }
        Duplicate::Foreign | Duplicate::NotFound | Duplicate::Unreadable => None,
    }
}

/// What we asked for, by the facts that recognise it.
pub(super) fn outgoing_of(wallet: &WalletRef, order: &Order) -> Outgoing {
    let kind = match order.asset.asset().contract() {
        None => OutgoingKind::Native,
        Some(contract) => OutgoingKind::Erc20 {
            contract: contract.to_string(),
        },
    };
    Outgoing {
        wallet: wallet.id.clone(),
        kind,
        to: order.destination.to_string(),
        amount: order.amount,
        external_id: order.external_id.to_string(),
    }
}

/// What custody has, by the same facts.
pub(super) fn duplicate_of(found: &CustodyTransfer) -> Duplicate {
    let Requested {
        native,
        contract,
        to,
        amount,
    } = &found.requested;
    let kind = match (native, contract) {
        (Some(true), _) => OutgoingKind::Native,
        (Some(false), Some(contract)) => OutgoingKind::Erc20 {
            contract: contract.clone(),
        },
        (Some(false) | None, _) => return Duplicate::Foreign,
    };
    let Some(amount) = *amount else {
        return Duplicate::Foreign;
    };
    Duplicate::Outgoing(Outgoing {
        wallet: found.wallet.clone(),
        kind,
        to: to.clone(),
        amount,
        external_id: found.external_id.clone().unwrap_or_default(),
    })
}
