//! One wallet as its reader may see it, and the authority that later steps rest on.

use domain::access::{self, Owned, Standing, Viewable, WalletAction};
use domain::id::WalletId;
use store::wallets::Wallet;

use crate::Bank;
use crate::caller::Caller;
use crate::delegations::DelegationView;
use crate::error::{Refusal, Result};
use crate::wallets::balances::Wanted;
use crate::wallets::view::{OwnGrant, WalletView};

/// A wallet, how the caller stands to it, and the caller's own grant.
#[derive(Debug, Clone)]
pub(crate) struct Approached {
    pub(crate) wallet: Wallet,
    pub(crate) standing: Standing,
    pub(crate) grant: Option<OwnGrant>,
}

impl Bank {
    /// The wallet with the caller's standing to it now; whether that suffices is still to be asked.
    pub(crate) async fn approach_wallet(
        &self,
        caller: &Caller,
        id: WalletId,
    ) -> Result<Approached> {
        let wallet = self
            .store()
            .find_wallet_unscoped(id)
            .await?
            .ok_or(Refusal::NotFound)?;
        let grant = if wallet.owner_id == caller.user {
            None
        } else {
            self.store()
                .find_delegation(id, caller.user)
                .await?
                .map(|delegation| OwnGrant {
                    id: delegation.id,
                    grant: delegation.grant,
                })
        };
        let standing = Standing::of(
            caller.user,
            caller.is_employee,
            wallet.owner_id,
            grant.map(|own| own.grant),
        );
        Ok(Approached {
            wallet,
            standing,
            grant,
        })
    }

    /// The wallet, if the caller may read it on the routes for customers.
    pub(crate) async fn wallet_viewable_as_customer(
        &self,
        caller: &Caller,
        id: WalletId,
    ) -> Result<Viewable<Wallet>> {
        let Approached {
            wallet, standing, ..
        } = self.approach_wallet(caller, id).await?;
        Ok(access::viewable_as_customer(standing, wallet)?)
    }

    /// The wallet, if the caller owns it.
    pub(crate) async fn wallet_owned(
        &self,
        caller: &Caller,
        id: WalletId,
    ) -> Result<Owned<Wallet>> {
        let Approached {
            wallet, standing, ..
        } = self.approach_wallet(caller, id).await?;
        Ok(access::owned(standing, wallet)?)
    }

    /// One wallet: for its owner, its grantees, and employees (whose reading is audited).
    ///
    /// With `refresh` the balances are read anew first, at most once per wallet and ten seconds.
    ///
    /// # Errors
    /// [`NotFound`](Refusal::NotFound) for everybody else.
    pub async fn wallet(&self, caller: &Caller, id: WalletId, refresh: bool) -> Result<WalletView> {
        let Approached {
            wallet,
            standing,
            grant,
        } = self.approach_wallet(caller, id).await?;
        let wallet = access::viewable(standing, wallet)?;
        if !as_customer(standing) {
            self.record_reading(caller, "wallet.read", id).await?;
        }
        let wanted = if refresh {
            Wanted::Newer
        } else {
            Wanted::LastKnown
        };
        self.view_of(wallet, grant, wanted).await
    }

    /// Every grant on a wallet, for its owner and for employees.
    ///
    /// # Errors
    /// [`Forbidden`](Refusal::Forbidden) for a grantee, [`NotFound`](Refusal::NotFound) for
    /// everybody else.
    pub async fn wallet_delegations(
        &self,
        caller: &Caller,
        id: WalletId,
    ) -> Result<Vec<DelegationView>> {
        let Approached {
            wallet, standing, ..
        } = self.approach_wallet(caller, id).await?;
        access::check(standing, WalletAction::SeeAllGrants)?;
        self.delegations_listed(id, wallet.network).await
    }

    /// The view of a wallet whose reader has been judged.
    pub(crate) async fn view_of(
        &self,
        wallet: Viewable<Wallet>,
        shared: Option<OwnGrant>,
        wanted: Wanted,
    ) -> Result<WalletView> {
        let standing = wallet.standing();
        let wallet = wallet.into_inner();
        let owner = self.person(wallet.owner_id).await?;
        let mut holdings = self
            .holdings(core::slice::from_ref(&wallet), wanted)
            .await?;
        let holdings = holdings.remove(&wallet.id).unwrap_or_default();
        let frozen_by_name = if standing.employee && !as_customer(standing) {
            let mut names = self.freezer_names(core::slice::from_ref(&wallet)).await?;
            names.remove(&wallet.id)
        } else {
            None
        };
        Ok(WalletView {
            frozen_by_name,
            ..WalletView::new(wallet, owner.name, (standing, shared), holdings)
        })
    }
}

/// Whether somebody reads a wallet as its owner or grantee, and not for the bank.
fn as_customer(standing: Standing) -> bool {
    access::check(standing, WalletAction::SeeActivity).is_ok()
}
