//! A customer's accounts, wallets and grants, as the bank sees them.

use domain::access::{self, Standing};
use domain::id::UserId;

use crate::Bank;
use crate::caller::Caller;
use crate::delegations::Delegations;
use crate::error::{Refusal, Result};
use crate::fiat::FiatAccountView;
use crate::people::CustomerView;
use crate::wallets::WalletView;
use crate::wallets::balances::Wanted;

/// What a customer owns, has shared and was given.
#[derive(Debug, Clone)]
pub struct CustomerWallets {
    /// Who it is.
    pub customer: CustomerView,
    /// The customer's accounts in euro, checking first.
    pub fiat_accounts: Vec<FiatAccountView>,
    /// The customer's own wallets, oldest first.
    pub wallets: Vec<WalletView>,
    /// What the customer has shared, and what others share with the customer.
    pub delegations: Delegations,
}

impl Bank {
    /// A customer's accounts, wallets and grants, for employees; the reading is audited.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NotFound`].
    pub async fn customer_wallets(&self, caller: &Caller, id: UserId) -> Result<CustomerWallets> {
        caller.require_employee()?;
        let customer = self.store().find_customer(id).await?;
        let customer = customer.ok_or(Refusal::NotFound)?;
        self.record_reading(caller, "customer.read", id).await?;
        let own = self.store().wallets_of(id).await?;
        let mut holdings = self.holdings(&own, Wanted::LastKnown).await?;
        let mut freezers = self.freezer_names(&own).await?;
        let mut wallets = Vec::with_capacity(own.len());
        for wallet in own {
            let standing = Standing::of(caller.user, caller.is_employee, wallet.owner_id, None);
            let wallet = access::viewable(standing, wallet)?.into_inner();
            let held = holdings.remove(&wallet.id).unwrap_or_default();
            let name = customer.user.name.clone();
            let frozen_by_name = freezers.remove(&wallet.id);
            wallets.push(WalletView {
                frozen_by_name,
                ..WalletView::new(wallet, name, (standing, None), held)
            });
        }
        let delegations = self.delegations_of(id).await?;
        Ok(CustomerWallets {
            customer: customer.into(),
            fiat_accounts: self.fiat().of(id).await?,
            wallets,
            delegations,
        })
    }
}
