//! Freezing: an owner's freeze ends what was not sent yet, the bank's freeze only holds it.

use domain::access::{self, HoldFacts, WalletAction};
use domain::id::WalletId;
use domain::wallet::Freezer;
use serde_json::json;
use store::Tx;
use store::wallets::WalletPeople;

use crate::Bank;
use crate::again::Repeat;
use crate::audit::Change;
use crate::caller::Caller;
use crate::error::{Refusal, Result};
use crate::units;
use crate::wallets::WalletView;

impl Bank {
    /// Freezes a wallet of the caller's own; everything on it that was not sent yet is cancelled.
    /// Freezing twice is freezing once.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::Forbidden`] for a grantee, [`Refusal::WalletNotReady`].
    pub async fn freeze_wallet(&self, caller: &Caller, id: WalletId) -> Result<WalletView> {
        self.check_wallet(caller, id, WalletAction::FreezeAsOwner)
            .await?;
        self.set_freeze(caller, id, Freezer::Owner, true).await?;
        self.wallet(caller, id, false).await
    }

    /// Lifts the owner's own freeze; the bank's stays.
    ///
    /// # Errors
    /// As [`Bank::freeze_wallet`], and [`Refusal::WalletFrozen`] where only the bank froze it.
    pub async fn unfreeze_wallet(&self, caller: &Caller, id: WalletId) -> Result<WalletView> {
        self.check_wallet(caller, id, WalletAction::FreezeAsOwner)
            .await?;
        self.set_freeze(caller, id, Freezer::Owner, false).await?;
        self.wallet(caller, id, false).await
    }

    /// Holds a wallet for the bank: nothing is sent, nothing is cancelled.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no employee, [`Refusal::NotFound`],
    /// [`Refusal::WalletNotReady`].
    pub async fn freeze_wallet_for_bank(
        &self,
        caller: &Caller,
        id: WalletId,
    ) -> Result<WalletView> {
        self.check_wallet(caller, id, WalletAction::FreezeAsBank)
            .await?;
        self.set_freeze(caller, id, Freezer::Bank, true).await?;
        self.wallet(caller, id, false).await
    }

    /// Lifts the bank's freeze; the owner's stays. Not for employees who gain by it.
    ///
    /// # Errors
    /// As [`Bank::freeze_wallet_for_bank`], [`Refusal::ConflictOfInterest`] for owner, delegates and
    /// whoever is party to a transfer that the freeze keeps back, and [`Refusal::WalletFrozen`]
    /// where only the owner froze it.
    pub async fn unfreeze_wallet_for_bank(
        &self,
        caller: &Caller,
        id: WalletId,
    ) -> Result<WalletView> {
        self.check_wallet(caller, id, WalletAction::FreezeAsBank)
            .await?;
        self.set_freeze(caller, id, Freezer::Bank, false).await?;
        self.wallet(caller, id, false).await
    }

    async fn check_wallet(
        &self,
        caller: &Caller,
        id: WalletId,
        action: WalletAction,
    ) -> Result<()> {
        if action == WalletAction::FreezeAsBank {
            // Before the wallet is looked up: others learn nothing about which ids exist.
            caller.require_employee()?;
        }
        let approached = self.approach_wallet(caller, id).await?;
        Ok(access::check(approached.standing, action)?)
    }

    /// After the commit nothing of the wallet becomes "being sent" any more: the exclusive lock
    /// waits for whoever is just about to send.
    async fn set_freeze(
        &self,
        caller: &Caller,
        id: WalletId,
        freezer: Freezer,
        on: bool,
    ) -> Result<()> {
        // Freezing twice is freezing once.
        let repeat = if on { Repeat::Safe } else { Repeat::Unsafe };
        self.again(repeat, || self.set_freeze_once(caller, id, freezer, on))
            .await
    }

    async fn set_freeze_once(
        &self,
        caller: &Caller,
        id: WalletId,
        freezer: Freezer,
        on: bool,
    ) -> Result<()> {
        let mut tx = self.store().begin(units::FREEZE_WALLET).await?;
        let wallet = tx
            .lock_wallet_exclusive(id)
            .await?
            .ok_or(Refusal::NotFound)?;
        if freezer == Freezer::Bank && !on {
            self.check_interest(&mut tx, caller, id).await?;
        }
        let before = wallet.freezes();
        let after = if on {
            before.with(freezer)
        } else {
            before.without(freezer)
        };
        if wallet.address.is_none() {
            return Err(Refusal::WalletNotReady.into());
        }
        if before == after {
            let held_by_other = !on && before.any();
            return if held_by_other {
                Err(Refusal::WalletFrozen.into())
            } else {
                Ok(())
            };
        }
        tx.set_wallet_frozen(id, freezer, on.then(|| self.clock().now()))
            .await?;
        if on && freezer == Freezer::Owner {
            self.cancel_open_of_wallet(&mut tx, caller, id).await?;
        }
        let kind = if on {
            "wallet.frozen"
        } else {
            "wallet.unfrozen"
        };
        let told = |on: bool| json!({ "frozen": on, "by": freezer.as_str() });
        let change = Change::new(kind, id).before(told(!on)).after(told(on));
        self.record(&mut tx, &caller.into(), &caller.request, change)
            .await?;
        self.announce_wallet(&mut tx, "wallet.changed", id);
        tx.commit().await?;
        Ok(())
    }

    /// Passes who gains nothing by the end of the bank's freeze. The wallet is locked, so that
    /// nothing is granted on it meanwhile.
    async fn check_interest(&self, tx: &mut Tx, caller: &Caller, id: WalletId) -> Result<()> {
        let people = tx.wallet_people(id).await?.ok_or(Refusal::NotFound)?;
        let WalletPeople {
            owner,
            delegates,
            parties,
        } = &people;
        let facts = HoldFacts {
            owner,
            delegates,
            parties,
        };
        if access::gains_by_lifting(&caller.person()?, facts) {
            return Err(Refusal::ConflictOfInterest.into());
        }
        Ok(())
    }
}
