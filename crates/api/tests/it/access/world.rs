//! The things that the table's calls name, each made through the API by whoever may.

use std::sync::atomic::{AtomicU32, Ordering};

use api_types::{PauseRequest, Permission, RecoveryState, Wallet};
use client::Session;
use testkit::TestBank;

use super::actors::{Actor, Tokens};
use crate::whole_bank::{alert, email, minting, share, waiting_transfer};

/// What a call is about. Everything is the owner's unless its name says otherwise, and every
/// wallet is shared with both grantees, and no longer with the revoked one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    Nothing,
    /// The owner's checking account.
    Account,
    /// The wallet that everything happens on; funded.
    Wallet,
    /// One that nothing has happened to yet.
    FreshWallet,
    /// One that its owner froze.
    FrozenWallet,
    /// One that the bank froze.
    HeldWallet,
    /// One that waits for the bank, asked for by the owner.
    Transfer,
    /// The same, asked for by the grantee who may send.
    TransferOfGrantee,
    /// One that the revoked grantee asked for; the revocation cancelled it.
    TransferOfRevoked,
    ViewDelegation,
    SendDelegation,
    /// The owner, as a customer of the bank.
    Person,
    /// Somebody who has just signed in.
    Newcomer,
    PausedBank,
    /// One that nobody has looked at.
    Alert,
    /// One that waits and is held since a restore.
    HeldTransfer,
    /// Restored from a backup, and custody's record is read back.
    RestoredBank,
}

impl Thing {
    /// Whether a call that succeeds leaves nothing for the next caller.
    pub(crate) fn is_used_up(self) -> bool {
        match self {
            Self::Nothing
            | Self::Account
            | Self::Wallet
            | Self::TransferOfRevoked
            | Self::Person => false,
            Self::FreshWallet
            | Self::FrozenWallet
            | Self::HeldWallet
            | Self::Transfer
            | Self::TransferOfGrantee
            | Self::ViewDelegation
            | Self::SendDelegation
            | Self::Newcomer
            | Self::PausedBank
            | Self::Alert
            | Self::HeldTransfer
            | Self::RestoredBank => true,
        }
    }
}

/// A thing that exists.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) id: String,
    /// An address to pay to; the conflicted employee's.
    pub(crate) payee: String,
}

/// A wallet of the owner's with its grants.
struct Shared {
    wallet: Wallet,
    view: String,
    send: String,
    of_revoked: Option<String>,
}

/// The bank with everybody and everything in place.
pub(crate) struct World<'a> {
    bank: &'a TestBank,
    pub(crate) tokens: Tokens,
    main: Shared,
    payee: String,
    newcomers: AtomicU32,
}

impl<'a> World<'a> {
    /// Signs everybody in, so that no later call is somebody's first, and opens the main wallet.
    pub(crate) async fn open(bank: &'a TestBank) -> Self {
        let tokens = Tokens::mint(bank).await;
        let session = |actor: Actor| bank.bearer(tokens.of(actor, actor).unwrap());
        for person in Actor::PEOPLE {
            session(person).me().await.expect("a person");
        }
        bank.wallet(&session(Actor::Customer), "Elsewhere").await;
        let payee = session(Actor::ConflictedEmployee);
        let payee = bank.wallet(&payee, "Destination").await.address.unwrap();
        let owner = session(Actor::Owner);
        let main = bank.wallet(&owner, "Main").await;
        bank.fund(&main, "10000000000000000000").await;
        let revoked = session(Actor::RevokedGrantee);
        let main = shared(&owner, &revoked, main, Some(&payee)).await;
        Self {
            bank,
            tokens,
            main,
            payee,
            newcomers: AtomicU32::new(0),
        }
    }

    fn session(&self, actor: Actor) -> Session {
        self.bank.bearer(self.tokens.of(actor, actor).unwrap())
    }

    async fn fresh_wallet(&self) -> Shared {
        let owner = self.session(Actor::Owner);
        let wallet = self.bank.wallet(&owner, "Fresh").await;
        shared(&owner, &self.session(Actor::RevokedGrantee), wallet, None).await
    }

    async fn newcomer(&self) -> String {
        let number = self.newcomers.fetch_add(1, Ordering::Relaxed);
        let token = self.bank.mint(minting(&format!("newcomer{number}"), false));
        self.bank.bearer(token).me().await.expect("a person").id
    }

    /// As if the database had been restored by other means than the bank's own.
    async fn restored_bank(&self) {
        let bank = &self.bank.server().assembly().bank;
        bank.begin_recovery_as_operator().await.expect("a recovery");
        let employee = self.session(Actor::Employee);
        testkit::eventually("custody's record to be read back", async || {
            let recovery = employee.recovery().await.expect("a recovery");
            (recovery.state == RecoveryState::Review).then_some(())
        })
        .await;
    }

    /// Makes the thing, or takes the one there is.
    pub(crate) async fn prepare(&self, thing: Thing) -> Target {
        let owner = self.session(Actor::Owner);
        let employee = self.session(Actor::Employee);
        if !matches!(thing, Thing::PausedBank | Thing::RestoredBank) {
            employee.resume().await.expect("a bank that works");
        }
        let transfer =
            async |by| waiting_transfer(&self.session(by), &self.main.wallet, &self.payee).await;
        let id = match thing {
            Thing::Nothing => String::new(),
            Thing::Account => {
                let overview = owner.overview().await.expect("an overview");
                overview.fiat_accounts[0].id.clone()
            }
            Thing::Wallet => self.main.wallet.id.clone(),
            Thing::FreshWallet => self.fresh_wallet().await.wallet.id,
            Thing::FrozenWallet => {
                let id = self.fresh_wallet().await.wallet.id;
                owner.freeze_wallet(&id).await.expect("a frozen wallet").id
            }
            Thing::HeldWallet => {
                let id = self.fresh_wallet().await.wallet.id;
                employee.admin_freeze(&id).await.expect("a held wallet").id
            }
            Thing::Transfer => transfer(Actor::Owner).await,
            Thing::TransferOfGrantee => transfer(Actor::TransferGrantee).await,
            Thing::TransferOfRevoked => self.main.of_revoked.clone().unwrap(),
            Thing::ViewDelegation => self.fresh_wallet().await.view,
            Thing::SendDelegation => self.fresh_wallet().await.send,
            Thing::Person => owner.me().await.expect("the owner").id,
            Thing::Newcomer => self.newcomer().await,
            Thing::PausedBank => {
                let wish = PauseRequest::default();
                employee.pause(&wish).await.expect("a paused bank");
                String::new()
            }
            Thing::Alert => alert(self.bank, &self.main.wallet.id).await,
            Thing::HeldTransfer => {
                let id = transfer(Actor::Owner).await;
                self.restored_bank().await;
                employee.end_recovery().await.expect("a bank that goes on");
                id
            }
            Thing::RestoredBank => {
                self.restored_bank().await;
                String::new()
            }
        };
        Target {
            id,
            payee: self.payee.clone(),
        }
    }
}

/// Shares a wallet with the grantees, and takes one grant back, after a transfer under it if
/// there is somebody to pay.
async fn shared(owner: &Session, revoked: &Session, wallet: Wallet, payee: Option<&str>) -> Shared {
    let to = |actor: Actor| email(&actor.name());
    let view = share(owner, &wallet, &to(Actor::ViewGrantee), Permission::View).await;
    let send = to(Actor::TransferGrantee);
    let send = share(owner, &wallet, &send, Permission::Transfer).await;
    let gone = to(Actor::RevokedGrantee);
    let gone = share(owner, &wallet, &gone, Permission::Transfer).await;
    let of_revoked = match payee {
        Some(payee) => Some(waiting_transfer(revoked, &wallet, payee).await),
        None => None,
    };
    owner.revoke(&gone).await.expect("a revocation");
    Shared {
        wallet,
        view,
        send,
        of_revoked,
    }
}
