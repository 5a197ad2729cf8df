//! Ending a person's access to the bank.

use domain::id::UserId;
use domain::wallet::WalletStatus;
use serde_json::json;

use crate::Bank;
use crate::audit::Change;
use crate::caller::Caller;
use crate::error::{Refusal, Result};

impl Bank {
    /// Retires a person for good: no sign-in, nothing granted any more, open transfers cancelled,
    /// delegations held and given revoked. For employees. Retiring twice is retiring once.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NotFound`], [`Refusal::UserOwnsWallets`] as long as a
    /// wallet of the person's is in use or being opened.
    pub async fn retire_user(&self, caller: &Caller, id: UserId) -> Result<()> {
        caller.require_employee()?;
        let mut tx = self.store().begin().await?;
        // Whoever grants something to the person, or opens a wallet for it, locks the person first.
        let user = tx.lock_user_exclusive(id).await?.ok_or(Refusal::NotFound)?;
        if user.retired_at.is_some() {
            return Ok(());
        }
        let wallets = self.store().wallets_of(id).await?;
        if wallets
            .iter()
            .any(|wallet| wallet.status != WalletStatus::Frozen)
        {
            return Err(Refusal::UserOwnsWallets.into());
        }
        tx.retire_user(id, self.clock().now()).await?;
        self.cancel_open_of_user(&mut tx, caller, id).await?;
        for held in tx.delegations_held_by(id).await? {
            self.revoke_in(&mut tx, caller, &held).await?;
        }
        for wallet in wallets {
            for given in tx.delegations_of_wallet(wallet.id).await? {
                self.revoke_in(&mut tx, caller, &given).await?;
            }
        }
        let change = Change::new("user.retired", id).after(json!({ "email": user.email }));
        self.record(&mut tx, &caller.into(), &caller.request, change)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
