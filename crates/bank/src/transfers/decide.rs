//! What approving and rejecting have in common: who may decide, on what, and that it happens once.

use domain::access::ConflictFacts;
use domain::approval::{Choice, Decision, Requirement, Vote, VoteRefusal, decide};
use domain::id::{ApprovalId, TransferId};
use domain::name::Comment;
use domain::reference::BodyHash;
use domain::transfer::{Event, Status};
use store::Tx;
use store::approvals::Approval;
use store::transfers::{TransferPeople, TransferRecord};

use super::DecisionRequest;
use super::book::By;
use super::facts::holds_of;
use crate::Bank;
use crate::again::Repeat;
use crate::caller::Caller;
use crate::error::{Error, Refusal, Result};
use crate::fields::Fields;
use crate::units;

/// A decision whose parts are well formed.
struct Ballot {
    choice: Choice,
    comment: Option<Comment>,
    body_hash: Option<BodyHash>,
}

impl Bank {
    /// Decides on a waiting transfer. Of any number at the same time one counts.
    pub(super) async fn decide_transfer(
        &self,
        caller: &Caller,
        id: TransferId,
        choice: Choice,
        request: &DecisionRequest,
    ) -> Result<()> {
        caller.require_employee()?;
        let ballot = read(choice, request)?;
        let known = self
            .store()
            .find_transfer_unscoped(id)
            .await?
            .ok_or(Refusal::NotFound)?;
        self.again(Repeat::Unsafe, || {
            self.decide_once(caller, &known, choice, &ballot)
        })
        .await
    }

    async fn decide_once(
        &self,
        caller: &Caller,
        known: &TransferRecord,
        choice: Choice,
        ballot: &Ballot,
    ) -> Result<()> {
        let id = known.id;
        let mut tx = self.store().begin(units::DECIDE_TRANSFER).await?;
        let paused = tx.lock_pause_shared().await?.is_some();
        let wallet = tx
            .lock_wallet_shared(known.order.wallet)
            .await?
            .ok_or(Refusal::NotFound)?;
        tx.lock_delegation(wallet.id, known.order.initiator).await?;
        let mut transfer = tx.lock_transfer(id).await?.ok_or(Refusal::NotFound)?;
        if transfer.status != Status::Pending {
            return Err(Refusal::AlreadyDecided.into());
        }
        let vote = self.cast(&mut tx, caller, id, choice).await?;
        if ballot
            .body_hash
            .is_some_and(|shown| shown != transfer.order.body_hash)
        {
            return Err(Refusal::BodyHashMismatch.into());
        }
        if choice == Choice::Approve {
            holds_of(paused, &wallet, &transfer)
                .check()
                .map_err(Refusal::from)?;
        }
        self.keep_vote(&mut tx, caller, &transfer, ballot).await?;
        let event = match decide(&[vote], Requirement::ONE) {
            Decision::Approved(given) => Event::Approve(given),
            Decision::Rejected(given) => Event::Reject(given),
            Decision::Open => return Err(Error::corrupt("one vote did not decide")),
        };
        self.book(&mut tx, &mut transfer, event, &By::person(caller))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The caller's vote, if the caller is no party to the transfer.
    pub(super) async fn cast(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        id: TransferId,
        choice: Choice,
    ) -> Result<Vote> {
        let people = tx.transfer_people(id).await?;
        let decider = caller.person()?;
        let vote = Vote::cast(
            &decider,
            caller.is_employee,
            conflict_facts(&people),
            choice,
        );
        vote.map_err(|refusal| match refusal {
            VoteRefusal::NotEmployee => Refusal::Forbidden.into(),
            VoteRefusal::Conflicted(_) => Refusal::ConflictOfInterest.into(),
        })
    }

    async fn keep_vote(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        transfer: &TransferRecord,
        ballot: &Ballot,
    ) -> Result<()> {
        let Ballot {
            choice, comment, ..
        } = ballot;
        let approval = Approval {
            id: ApprovalId::from_uuid(self.ids().uuid()),
            transfer: transfer.id,
            decider: caller.user,
            choice: *choice,
            comment: comment.as_ref().map(|comment| comment.as_str().to_owned()),
            body_hash: transfer.order.body_hash,
            at: self.clock().now(),
        };
        Ok(tx.insert_approval(&approval).await?)
    }
}

/// The people around a transfer as conflicts of interest are judged.
pub(super) fn conflict_facts(people: &TransferPeople) -> ConflictFacts<'_> {
    let TransferPeople {
        initiator,
        owner,
        delegates,
        destination_owners,
    } = people;
    ConflictFacts {
        initiator,
        owner,
        delegates,
        destination_owners,
    }
}

fn read(choice: Choice, request: &DecisionRequest) -> Result<Ballot> {
    let DecisionRequest { comment, body_hash } = request;
    let mut fields = Fields::default();
    let comment = match comment.as_deref() {
        None | Some("") => Some(None),
        Some(text) => fields
            .take("comment", Comment::parse(text), |error| error.code())
            .map(Some),
    };
    let body_hash = match body_hash {
        None => Some(None),
        Some(text) => fields
            .take(
                "body_hash",
                BodyHash::parse(text).ok_or("A body hash has 64 lower-case hex digits."),
                |_| "body_hash_malformed",
            )
            .map(Some),
    };
    match comment.zip(body_hash) {
        Some((comment, body_hash)) => Ok(Ballot {
            choice,
            comment,
            body_hash,
        }),
        None => fields.refuse(),
    }
}
