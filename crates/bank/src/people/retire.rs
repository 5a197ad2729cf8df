//! Ending a person's access to the bank.

use domain::id::{UserId, WalletId};
use domain::wallet::WalletStatus;
use serde_json::json;
use store::Tx;
use store::delegations::Delegation;
use store::people::User;
use store::wallets::Wallet;

use crate::Bank;
use crate::again::Repeat;
use crate::audit::Change;
use crate::caller::Caller;
use crate::error::{Refusal, Result};
use crate::units;

impl Bank {
    /// Retires a person for good: no sign-in, nothing granted any more, open transfers cancelled,
    /// delegations held and given revoked. For employees. Retiring twice is retiring once.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NotFound`], [`Refusal::RetireSelf`],
    /// [`Refusal::LastEmployee`], [`Refusal::UserOwnsWallets`] as long as a wallet of the person's
    /// is in use or being opened.
    pub async fn retire_user(&self, caller: &Caller, id: UserId) -> Result<()> {
        caller.require_employee()?;
        if caller.user == id {
            return Err(Refusal::RetireSelf.into());
        }
        self.again(Repeat::Safe, || self.retire_once(caller, id))
            .await
    }

    async fn retire_once(&self, caller: &Caller, id: UserId) -> Result<()> {
        let wallets = self.store().wallets_of(id).await?;
        let mut tx = self.store().begin(units::RETIRE_PERSON).await?;
        let user = lock_people(&mut tx, caller, id).await?;
        if user.retired_at.is_some() {
            return Ok(());
        }
        if user.is_employee && tx.count_employees().await? == 1 {
            return Err(Refusal::LastEmployee.into());
        }
        self.check_wallets_frozen(&mut tx, id, &wallets).await?;
        tx.retire_user(id, self.clock().now()).await?;
        let delegations = self.lock_delegations_around(&mut tx, id, &wallets).await?;
        self.cancel_open_of_user(&mut tx, caller, id).await?;
        for delegation in delegations {
            self.revoke_in(&mut tx, caller, &delegation).await?;
        }
        let change = Change::new("user.retired", id).after(json!({ "email": user.email }));
        self.record(&mut tx, &caller.into(), &caller.request, change)
            .await?;
        self.announce_person(&mut tx, "user.retired", id);
        tx.commit().await?;
        Ok(())
    }

    /// Passes when all of the person's wallets are frozen, and keeps them so. One that was opened
    /// since they were looked up is in use.
    async fn check_wallets_frozen(
        &self,
        tx: &mut Tx,
        person: UserId,
        known: &[Wallet],
    ) -> Result<()> {
        let mut frozen = 0;
        for wallet in known {
            let locked = tx.lock_wallet_shared(wallet.id).await?;
            if locked.is_some_and(|locked| locked.status == WalletStatus::Frozen) {
                frozen += 1;
            }
        }
        if tx.count_wallets_of(person).await? == frozen {
            Ok(())
        } else {
            Err(Refusal::UserOwnsWallets.into())
        }
    }

    /// Everything the person holds or has given. Locked in the order of all transactions that
    /// move money (wallets, then delegations, then transfers), so that none waits for another in
    /// a circle.
    async fn lock_delegations_around(
        &self,
        tx: &mut Tx,
        person: UserId,
        own: &[Wallet],
    ) -> Result<Vec<Delegation>> {
        let mut found = tx.delegations_held_by(person).await?;
        for wallet in own {
            found.extend(tx.delegations_of_wallet(wallet.id).await?);
        }
        let mut wallets: Vec<WalletId> = found.iter().map(|one| one.wallet_id).collect();
        wallets.sort_unstable();
        wallets.dedup();
        for wallet in wallets {
            tx.lock_wallet_shared(wallet).await?;
        }
        found.sort_unstable_by_key(|one| (one.wallet_id, one.grantee_id));
        let mut locked = Vec::with_capacity(found.len());
        for Delegation {
            wallet_id,
            grantee_id,
            ..
        } in found
        {
            // Revoked by somebody else since it was looked up: nothing is left to be done.
            locked.extend(tx.lock_delegation(wallet_id, grantee_id).await?);
        }
        Ok(locked)
    }
}

/// The person who is to be retired, kept from others: whoever grants something to the person, or
/// opens a wallet for it, locks the person first. The caller is kept as well, or two employees who
/// retire each other at the same moment would leave none. In the order of their ids, so that
/// neither waits for the other in a circle.
async fn lock_people(tx: &mut Tx, caller: &Caller, id: UserId) -> Result<User> {
    let (user, retirer);
    if caller.user < id {
        retirer = tx.lock_user_shared(caller.user).await?;
        user = tx.lock_user_exclusive(id).await?;
    } else {
        user = tx.lock_user_exclusive(id).await?;
        retirer = tx.lock_user_shared(caller.user).await?;
    }
    if retirer.is_none_or(|retirer| retirer.retired_at.is_some()) {
        return Err(Refusal::UserRetired.into());
    }
    Ok(user.ok_or(Refusal::NotFound)?)
}
