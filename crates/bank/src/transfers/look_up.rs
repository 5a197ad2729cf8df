//! Asking without sending: custody's list of a wallet's transfers, and the transfer that has our
//! external id.

use domain::execution::{
    AttemptEnding, Duplicate, LookUp, NextStep, Outgoing, OutgoingKind, after_duplicate,
    after_look_up,
};
use domain::reference::CustodyTransferId;
use domain::transfer::FailReason;
use store::transfers::{Attempt, TransferRecord};

use super::execute::Work;
use super::handover::{ending_of, invalidity};
use super::health::AnswerFacts;
use crate::Bank;
use crate::custody::{CallError, CustodyTransfer, Requested, WalletRef};
use crate::error::Result;

impl Bank {
    /// Looks through custody's list for a transfer, under its lease, and books what follows.
    pub(super) async fn look_up(&self, work: &Work) -> Result<()> {
        if !self.renew_lease(work).await? {
            return Ok(());
        }
        let external_id = &work.transfer.order.external_id;
        let call = self
            .custody_for_money()
            .find_transfer(&work.wallet, external_id);
        let Some(answer) = self.while_leased(work, call).await? else {
            return Ok(());
        };
        self.note_custody(AnswerFacts::of(&answer)).await?;

        let mut tx = self.store().begin().await?;
        let Some(mut transfer) = self.lock_leased(&mut tx, work).await? else {
            return Ok(());
        };
        let attempts = tx.transfer_attempts(transfer.id).await?;
        let step = match (&answer, attempts.last().and_then(refusal_of)) {
            (Ok(Some(found)), _) => {
                after_duplicate(&duplicate_of(found), &outgoing_of(work, &transfer))
            }
            (Ok(None), Some(reason)) => {
                let since = transfer
                    .execution
                    .absent_since
                    .map(|since| self.clock().now() - since);
                let since_first_absent = since.and_then(|since| since.try_into().ok());
                after_look_up(LookUp::Absent { since_first_absent }, reason)
            }
            // Not there, but nobody has refused it either: it may still be on its way.
            (Ok(None), None) => NextStep::Repeat,
            (Err(_), reason) => after_look_up(
                LookUp::Unreadable,
                reason.unwrap_or(FailReason::RefusedByCustody),
            ),
        };
        let found = answer.ok().flatten();
        let changed = self
            .carry_out(&mut tx, &mut transfer, step, found.as_ref())
            .await?;
        tx.commit().await?;
        if changed {
            self.refresh_wallets_of(&transfer.order).await?;
        }
        Ok(())
    }

    /// Fetches the transfer that custody has under our external id: ours is adopted, another one
    /// means that ours was never accepted.
    pub(super) async fn fetch_duplicate(&self, work: &Work, id: &CustodyTransferId) -> Result<()> {
        if !self.renew_lease(work).await? {
            return Ok(());
        }
        let call = self.custody_for_money().transfer(&work.wallet, id);
        let Some(answer) = self.while_leased(work, call).await? else {
            return Ok(());
        };
        self.note_custody(AnswerFacts::of(&answer)).await?;

        let mut tx = self.store().begin().await?;
        let Some(mut transfer) = self.lock_leased(&mut tx, work).await? else {
            return Ok(());
        };
        let duplicate = match &answer {
            Ok(found) => duplicate_of(found),
            Err(CallError::NotFound(_)) => Duplicate::NotFound,
            Err(
                CallError::NotSent(_)
                | CallError::Misconfigured(_)
                | CallError::Refused(_)
                | CallError::Unknown(_),
            ) => Duplicate::Unreadable,
        };
        let step = after_duplicate(&duplicate, &outgoing_of(work, &transfer));
        let found = answer.ok();
        let changed = self
            .carry_out(&mut tx, &mut transfer, step, found.as_ref())
            .await?;
        tx.commit().await?;
        if changed {
            self.refresh_wallets_of(&transfer.order).await?;
        }
        Ok(())
    }
}

/// Why a transfer fails that custody refused at its latest attempt and never accepted.
fn refusal_of(latest: &Attempt) -> Option<FailReason> {
    match ending_of(latest)? {
        AttemptEnding::Invalid => {
            Some(invalidity(latest.detail.as_deref().unwrap_or_default()).reason())
        }
        AttemptEnding::Conflict => Some(FailReason::ExternalIdTaken),
        AttemptEnding::Accepted
        | AttemptEnding::NotSent
        | AttemptEnding::Misconfigured
        | AttemptEnding::Denied => None,
    }
}

/// What we asked for, by the facts that recognise it.
fn outgoing_of(work: &Work, transfer: &TransferRecord) -> Outgoing {
    let WalletRef { id, .. } = &work.wallet;
    let order = &transfer.order;
    let kind = match order.asset.asset().contract() {
        None => OutgoingKind::Native,
        Some(contract) => OutgoingKind::Erc20 {
            contract: contract.to_string(),
        },
    };
    Outgoing {
        wallet: id.clone(),
        kind,
        to: order.destination.to_string(),
        amount: order.amount,
        external_id: order.external_id.to_string(),
    }
}

/// What custody has, by the same facts.
fn duplicate_of(found: &CustodyTransfer) -> Duplicate {
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
