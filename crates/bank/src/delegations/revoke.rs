//! Taking a delegation back, or leaving one.

use domain::access::{self, WalletAction};
use domain::id::{DelegationId, UserId, WalletId};
use store::Tx;
use store::delegations::Delegation;
use store::events::NewEvent;

use crate::Bank;
use crate::again::Repeat;
use crate::audit::Change;
use crate::caller::Caller;
use crate::delegations::grant::told;
use crate::error::{Refusal, Result};
use crate::units;

impl Bank {
    /// Ends a delegation: its wallet's owner revokes it, or its grantee leaves. What the grantee
    /// has waiting is cancelled with it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for everybody else.
    pub async fn revoke_delegation(&self, caller: &Caller, id: DelegationId) -> Result<()> {
        let delegation = self
            .store()
            .find_delegation_unscoped(id)
            .await?
            .ok_or(Refusal::NotFound)?;
        let own = delegation.grantee_id == caller.user;
        let approached = self.approach_wallet(caller, delegation.wallet_id).await?;
        access::check(approached.standing, WalletAction::RevokeGrant { own })?;
        self.again(Repeat::Unsafe, || self.revoke_once(caller, &delegation))
            .await
    }
}

impl Bank {
    async fn revoke_once(&self, caller: &Caller, delegation: &Delegation) -> Result<()> {
        let id = delegation.id;
        let mut tx = self.store().begin(units::REVOKE_DELEGATION).await?;
        tx.lock_wallet_shared(delegation.wallet_id).await?;
        let locked = tx
            .lock_delegation(delegation.wallet_id, delegation.grantee_id)
            .await?;
        // Revoked, or revoked and granted anew, since it was looked up.
        let delegation = locked
            .filter(|locked| locked.id == id)
            .ok_or(Refusal::NotFound)?;
        self.revoke_in(&mut tx, caller, &delegation).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Bank {
    /// Deletes a locked delegation and cancels what its grantee has waiting on the wallet.
    pub(crate) async fn revoke_in(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        delegation: &Delegation,
    ) -> Result<()> {
        let Delegation {
            id,
            wallet_id,
            grantee_id,
            grant,
            ..
        } = *delegation;
        tx.delete_delegation(wallet_id, grantee_id).await?;
        if grant.ends_sending(None) {
            self.cancel_open_of_grantee(tx, caller, wallet_id, grantee_id)
                .await?;
        }
        let grantee = tx.find_user(grantee_id).await?;
        let email = grantee.map(|grantee| grantee.email).unwrap_or_default();
        let change = Change::new("delegation.revoked", id).before(told(wallet_id, &email, grant));
        self.record(tx, &caller.into(), &caller.request, change)
            .await?;
        self.announce_delegation(tx, "delegation.revoked", id, wallet_id, grantee_id);
        Ok(())
    }

    /// Tells everybody on the wallet, and the grantee, who may have lost sight of it.
    pub(super) fn announce_delegation(
        &self,
        tx: &mut Tx,
        kind: &str,
        id: DelegationId,
        wallet_id: WalletId,
        grantee_id: UserId,
    ) {
        tx.append_event(NewEvent {
            at: self.clock().now(),
            kind: kind.to_owned(),
            subject: id.to_string(),
            wallet_id: Some(wallet_id),
            user_id: Some(grantee_id),
            staff: true,
        });
    }
}
