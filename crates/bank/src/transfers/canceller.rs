//! Who cancelled a transfer, as far as its reader may know.

use std::collections::HashMap;

use domain::transfer::{CancelReason, ReasonCode, Status};
use store::audit::Deed;
use store::transfers::TransferListing;

use super::view::Reader;
use crate::Bank;
use crate::error::Result;

/// Who cancelled a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancellerView {
    /// In which part.
    pub part: CancellerPart,
    /// The person's name, where the reader may know it.
    pub name: Option<String>,
}

/// In which part somebody cancelled a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CancellerPart {
    /// Who had asked for it.
    Initiator,
    /// The wallet's owner.
    Owner,
    /// An employee.
    Bank,
    /// Nobody: a right was gone when it was about to be sent.
    System,
}

impl Bank {
    /// By whom the cancelled ones among these transfers were cancelled, as the audit has it.
    pub(super) async fn cancellers(
        &self,
        listings: &[TransferListing],
    ) -> Result<HashMap<String, Deed>> {
        let cancelled = listings
            .iter()
            .filter(|listing| listing.transfer.status == Status::Cancelled)
            .map(|listing| listing.transfer.id);
        let deeds = self.store().deeds("transfer.cancelled", cancelled).await?;
        let by_subject = deeds.into_iter().map(|deed| (deed.subject.clone(), deed));
        Ok(by_subject.collect())
    }
}

impl CancellerView {
    /// Who did it, and the name if this reader may know it: customers know the initiator, and the
    /// owner as long as they see the wallet, but no employee.
    pub(super) fn new(
        listing: &TransferListing,
        deed: Deed,
        reader: Reader,
        sees_wallet: bool,
    ) -> Self {
        let part = part(listing, &deed);
        let may_know = match part {
            CancellerPart::Initiator => true,
            CancellerPart::Owner => sees_wallet,
            CancellerPart::Bank => reader == Reader::Employee,
            CancellerPart::System => false,
        };
        Self {
            part,
            name: deed.actor_name.filter(|_| may_know),
        }
    }
}

fn part(listing: &TransferListing, deed: &Deed) -> CancellerPart {
    let Some(actor) = deed.actor_id else {
        return CancellerPart::System;
    };
    let ending = listing.transfer.ending.as_ref();
    let retired = ReasonCode::from(CancelReason::UserRetired);
    // Only the bank retires people, also an employee who has a part of their own in the transfer.
    if ending.is_some_and(|ending| ending.code == retired.as_str()) {
        CancellerPart::Bank
    } else if actor == listing.transfer.order.initiator {
        CancellerPart::Initiator
    } else if actor == listing.owner {
        CancellerPart::Owner
    } else {
        CancellerPart::Bank
    }
}
