//! Reading delegations.

use std::collections::HashMap;

use domain::delegation::{Grant, LimitCheck};
use domain::id::{DelegationId, UserId, WalletId};
use domain::network::Network;
use store::delegations::{Delegation, ListedDelegation};
use store::{Page, Paged, TimeCursor};

use crate::Bank;
use crate::caller::Caller;
use crate::delegations::{DelegationView, Delegations, Party};
use crate::error::{Error, Refusal, Result};

/// Rows that are read at once.
const BATCH: u32 = 200;

impl Bank {
    /// Everything the caller has shared and everything shared with the caller, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delegations(&self, caller: &Caller) -> Result<Delegations> {
        self.delegations_of(caller.user).await
    }

    /// Everything a person has shared and everything shared with that person; who may see that is
    /// asked before.
    pub(crate) async fn delegations_of(&self, user: UserId) -> Result<Delegations> {
        let own = self.store().wallets_of(user).await?;
        let seen = self.store().wallets_delegated_to(user).await?;
        let networks: HashMap<WalletId, Network> = own
            .into_iter()
            .chain(seen.into_iter().map(|seen| seen.wallet))
            .map(|wallet| (wallet.id, wallet.network))
            .collect();
        let granted = all(|page| self.store().delegations_granted(user, page)).await?;
        let received = all(|page| self.store().delegations_received(user, page)).await?;
        let views = |rows: Vec<ListedDelegation>| {
            rows.into_iter()
                .filter_map(|row| {
                    // A wallet that is missing here was shared or left in between.
                    let network = networks.get(&row.delegation.wallet_id)?;
                    Some(self.delegation_view(row, *network))
                })
                .collect()
        };
        Ok(Delegations {
            granted: views(granted),
            received: views(received),
        })
    }

    /// Everything shared of one wallet; who may see that is asked before.
    pub(crate) async fn delegations_listed(
        &self,
        wallet: WalletId,
        network: Network,
    ) -> Result<Vec<DelegationView>> {
        let rows = all(|page| self.store().delegations_listed_of_wallet(wallet, page)).await?;
        Ok(rows
            .into_iter()
            .map(|row| self.delegation_view(row, network))
            .collect())
    }

    /// One delegation on a wallet of the caller's own.
    pub(super) async fn delegation(
        &self,
        caller: &Caller,
        id: DelegationId,
    ) -> Result<DelegationView> {
        let found = self.store().find_delegation_of(caller.user, id).await?;
        let Delegation { wallet_id, .. } = found.ok_or(Refusal::NotFound)?;
        let wallet = self.store().find_wallet_of(caller.user, wallet_id).await?;
        let wallet = wallet.ok_or(Refusal::NotFound)?;
        let listed = self.delegations_listed(wallet.id, wallet.network).await?;
        listed
            .into_iter()
            .find(|view| view.id == id)
            .ok_or_else(|| Refusal::NotFound.into())
    }

    fn delegation_view(&self, row: ListedDelegation, network: Network) -> DelegationView {
        let ListedDelegation {
            delegation,
            wallet_name,
            grantor_name,
            grantor_email,
            grantee_name,
            grantee_email,
        } = row;
        let Delegation {
            id,
            wallet_id,
            grantor_id,
            grantee_id,
            grant,
            created_at,
            updated_at: _,
        } = delegation;
        let warning = self.limit_warning(network, grant);
        DelegationView {
            id,
            wallet_id,
            wallet_name,
            network,
            grantor: Party {
                id: grantor_id,
                name: grantor_name,
                email: grantor_email,
            },
            grantee: Party {
                id: grantee_id,
                name: grantee_name,
                email: grantee_email,
            },
            grant,
            limit_above_threshold: warning.is_some(),
            warning,
            created_at,
        }
    }

    /// Tells an owner in plain words that a limit lets more pass than the bank would.
    fn limit_warning(&self, network: Network, grant: Grant) -> Option<String> {
        let LimitCheck::Warn { threshold } = self.judge_limit(network, grant) else {
            return None;
        };
        let symbol = network.native_symbol();
        let decimals = network.native_decimals();
        let limit = grant.limit()?.to_decimal(decimals);
        Some(match threshold {
            Some(threshold) => format!(
                "The bank looks at transfers of {} {symbol} and more. With this limit transfers of \
                 less than {limit} {symbol} go out without that.",
                threshold.to_decimal(decimals)
            ),
            None => format!(
                "The bank looks at every transfer of {symbol}. With this limit transfers of less \
                 than {limit} {symbol} go out without that."
            ),
        })
    }
}

/// Every row of a paged list.
async fn all<F, Fut>(read: F) -> Result<Vec<ListedDelegation>>
where
    F: Fn(Page<TimeCursor>) -> Fut,
    Fut: Future<Output = Result<Paged<ListedDelegation, TimeCursor>, store::Error>>,
{
    let mut rows = Vec::new();
    let mut page = Page::first(BATCH);
    loop {
        let Paged { rows: more, next } = read(page).await.map_err(Error::from)?;
        rows.extend(more);
        match next {
            Some(after) => {
                page = Page {
                    after: Some(after),
                    limit: BATCH,
                }
            }
            None => return Ok(rows),
        }
    }
}
