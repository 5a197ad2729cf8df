//! Everything a customer has: accounts, own wallets, wallets shared by others, and the total.

use std::collections::HashMap;

use domain::access::{self, Standing};
use domain::id::WalletId;
use domain::money::Cents;
use domain::person;
use store::wallets::{SeenWallet, Wallet};

use crate::Bank;
use crate::caller::Caller;
use crate::error::Result;
use crate::fiat::FiatAccountView;
use crate::wallets::balances::Wanted;
use crate::wallets::view::{Holdings, OwnGrant, WalletView};

/// Everything a customer has, and may look at.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The customer's accounts in euro.
    pub fiat_accounts: Vec<FiatAccountView>,
    /// The customer's own wallets, oldest first.
    pub wallets: Vec<WalletView>,
    /// Wallets that others share with the customer.
    pub delegated_wallets: Vec<WalletView>,
    /// What is the customer's own, in euro.
    pub total: Total,
}

/// About how much everything is worth together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Total {
    /// Sum of what has a value.
    pub cents: Cents,
    /// What the sum leaves out, as names of wallets and assets.
    pub missing: Vec<String>,
    /// A part of it is valued at a made-up price (demo mode).
    pub demo_rate: bool,
}

impl Bank {
    /// Everything the caller has, from the local copies of balances.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn overview(&self, caller: &Caller) -> Result<Overview> {
        let own = self.store().wallets_of(caller.user).await?;
        let seen = self.store().wallets_delegated_to(caller.user).await?;
        let fiat_accounts = self.fiat_accounts(caller, !own.is_empty()).await?;
        let all: Vec<Wallet> = own
            .iter()
            .chain(seen.iter().map(|seen| &seen.wallet))
            .cloned()
            .collect();
        // All copies in one query; the missing ones of all wallets in parallel.
        let mut holdings = self.holdings(&all, Wanted::LastKnown).await?;
        let mut wallets = Vec::with_capacity(own.len());
        for wallet in own {
            let seen = SeenWallet {
                wallet,
                owner_name: caller.name.clone(),
                delegation: None,
            };
            wallets.extend(see(caller, seen, &mut holdings));
        }
        let mut delegated_wallets = Vec::with_capacity(seen.len());
        for seen in seen {
            delegated_wallets.extend(see(caller, seen, &mut holdings));
        }
        let total = Total::of(&fiat_accounts, &wallets);
        Ok(Overview {
            fiat_accounts,
            wallets,
            delegated_wallets,
            total,
        })
    }

    /// The caller's accounts; opened now if the caller has become a customer without noticing.
    async fn fiat_accounts(
        &self,
        caller: &Caller,
        owns_wallet: bool,
    ) -> Result<Vec<FiatAccountView>> {
        let accounts = self.fiat().of(caller.user).await?;
        if !accounts.is_empty() || !person::is_customer(caller.is_employee, owns_wallet) {
            return Ok(accounts);
        }
        self.fiat().ensure_for(caller.user).await?;
        Ok(self.fiat().of(caller.user).await?)
    }
}

/// The view of a wallet on the customer's own page; nothing for one that is not the customer's to
/// see there.
fn see(
    caller: &Caller,
    seen: SeenWallet,
    holdings: &mut HashMap<WalletId, Holdings>,
) -> Option<WalletView> {
    let SeenWallet {
        wallet,
        owner_name,
        delegation,
    } = seen;
    let shared = delegation.map(|held| OwnGrant {
        id: held.id,
        grant: held.grant,
    });
    let grant = shared.map(|own| own.grant);
    let standing = Standing::of(caller.user, caller.is_employee, wallet.owner_id, grant);
    let Ok(wallet) = access::viewable_as_customer(standing, wallet) else {
        return None;
    };
    let wallet = wallet.into_inner();
    let holdings = holdings.remove(&wallet.id).unwrap_or_default();
    Some(WalletView::new(
        wallet,
        owner_name,
        (standing, shared),
        holdings,
    ))
}

impl Total {
    /// Sums accounts and own wallets; names what has no value.
    fn of(accounts: &[FiatAccountView], wallets: &[WalletView]) -> Self {
        let mut total = Self::default();
        for account in accounts {
            total.add(account.balance, || account.name.clone());
        }
        for wallet in wallets.iter().filter(|wallet| wallet.address.is_some()) {
            if wallet.holdings.native.is_none() {
                total.missing.push(wallet.name.clone());
            }
            for balance in &wallet.holdings.assets {
                let name = || format!("{}: {}", wallet.name, balance.symbol);
                match balance.eur {
                    Some(value) => {
                        total.demo_rate |= value.demo_rate;
                        total.add(value.cents, name);
                    }
                    None if balance.amount.is_zero() => {}
                    None => total.missing.push(name()),
                }
            }
        }
        total
    }

    fn add(&mut self, cents: Cents, name: impl FnOnce() -> String) {
        match self.cents.checked_add(cents) {
            Some(sum) => self.cents = sum,
            None => self.missing.push(name()),
        }
    }
}
