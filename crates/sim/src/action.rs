//! What people ask of the bank, and what became of it.

use std::fmt;

use bank::custody::HistoryRequest;
use bank::custody::PageRequest;
use bank::delegations::GrantDelegation;
use bank::idempotency::IdempotencyKey;
use bank::transfers::{DecisionRequest, QueueFilter, SendRequest, TransferFilter};
use bank::wallets::OpenWallet;
use bank::{Bank, Caller, Error, Page};
use domain::id::{DelegationId, TransferId, UserId, WalletId};

use crate::people::Person;
use crate::turns::Turns;

/// Something that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    Open,
    Send(SendRequest),
    Cancel(TransferId),
    Approve(TransferId),
    Reject(TransferId),
    Freeze(WalletId),
    Unfreeze(WalletId),
    BankFreeze(WalletId),
    BankUnfreeze(WalletId),
    Pause,
    Resume,
    Grant(GrantDelegation),
    Revoke(DelegationId),
    Retire(UserId),
    Check(TransferId),
    ReadOwn,
    ReadWallet(WalletId),
    ReadQueue,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done; the id of what was made, where something was.
    Done(Option<String>),
    /// Refused, by the code of the refusal.
    Refused(&'static str),
    /// Something broke on the bank's side.
    Fault(String),
}

/// A request on its way.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) number: u64,
    pub(crate) person: Person,
    pub(crate) action: Action,
    pub(crate) key: Option<IdempotencyKey>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(_) => f.write_str("done"),
            Self::Refused(code) => write!(f, "refused ({code})"),
            Self::Fault(text) => write!(f, "FAULT {text}"),
        }
    }
}

impl Request {
    /// Carries it out at one node of the bank.
    pub(crate) async fn carry_out(&self, bank: &Bank, turns: &Turns) -> Outcome {
        match self.try_carry_out(bank, turns).await {
            Ok(made) => Outcome::Done(made),
            Err(Error::Refused(refusal)) => Outcome::Refused(refusal.code()),
            Err(Error::Fault(fault)) => Outcome::Fault(format!("{fault:?}")),
        }
    }

    async fn try_carry_out(&self, bank: &Bank, turns: &Turns) -> bank::Result<Option<String>> {
        let token = self.person.token(turns);
        let caller = bank.sign_in(token, Person::request(self.number)).await?;
        let key = self.key.as_ref();
        match &self.action {
            Action::Open => {
                let made = bank
                    .open_wallet(&caller, &OpenWallet::default(), key)
                    .await?;
                Ok(Some(made.thing.id.to_string()))
            }
            Action::Send(request) => {
                let made = bank.send(&caller, request, key).await?;
                Ok(Some(made.thing.transfer.id.to_string()))
            }
            Action::Grant(command) => {
                let made = bank.grant_delegation(&caller, command, key).await?;
                Ok(Some(made.thing.id.to_string()))
            }
            Action::Cancel(_)
            | Action::Approve(_)
            | Action::Reject(_)
            | Action::Freeze(_)
            | Action::Unfreeze(_)
            | Action::BankFreeze(_)
            | Action::BankUnfreeze(_)
            | Action::Pause
            | Action::Resume
            | Action::Revoke(_)
            | Action::Retire(_)
            | Action::Check(_)
            | Action::ReadOwn
            | Action::ReadWallet(_)
            | Action::ReadQueue => {
                change(bank, &caller, &self.action).await?;
                Ok(None)
            }
        }
    }
}

/// Carries out what makes nothing new.
async fn change(bank: &Bank, caller: &Caller, action: &Action) -> bank::Result<()> {
    let decision = DecisionRequest::default();
    match action {
        Action::Cancel(id) => bank.cancel_transfer(caller, *id).await.map(drop),
        Action::Approve(id) => bank
            .approve_transfer(caller, *id, &decision)
            .await
            .map(drop),
        Action::Reject(id) => bank.reject_transfer(caller, *id, &decision).await.map(drop),
        Action::Freeze(id) => bank.freeze_wallet(caller, *id).await.map(drop),
        Action::Unfreeze(id) => bank.unfreeze_wallet(caller, *id).await.map(drop),
        Action::BankFreeze(id) => bank.freeze_wallet_for_bank(caller, *id).await.map(drop),
        Action::BankUnfreeze(id) => bank.unfreeze_wallet_for_bank(caller, *id).await.map(drop),
        Action::Pause => bank.pause(caller, None).await.map(drop),
        Action::Resume => bank.resume(caller).await.map(drop),
        Action::Revoke(id) => bank.revoke_delegation(caller, *id).await,
        Action::Retire(id) => bank.retire_user(caller, *id).await,
        Action::Check(id) => bank.check_transfer(caller, *id).await.map(drop),
        Action::ReadOwn => {
            bank.overview(caller).await?;
            let filter = TransferFilter::default();
            bank.transfers(caller, filter, Page::first(20)).await?;
            bank.delegations(caller).await.map(drop)
        }
        Action::ReadWallet(id) => {
            bank.wallet(caller, *id, true).await?;
            let request = HistoryRequest {
                direction: None,
                page: PageRequest {
                    limit: 20,
                    cursor: None,
                },
            };
            bank.wallet_activity(caller, *id, &request).await.map(drop)
        }
        Action::ReadQueue => {
            let filter = QueueFilter::default();
            bank.transfer_queue(caller, filter, Page::first(20)).await?;
            bank.admin_overview(caller).await.map(drop)
        }
        Action::Open | Action::Send(_) | Action::Grant(_) => Ok(()),
    }
}
