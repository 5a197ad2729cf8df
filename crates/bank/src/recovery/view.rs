//! What people look through after a restore, before one of them lets the bank go on.

use store::Page;
use store::recovery::AfterRestore;

use crate::Bank;
use crate::caller::Caller;
use crate::error::Result;
use crate::transfers::TransferView;

pub use store::recovery::{GrantAtRisk, Recovery, RecoveryCounts, WalletAtRisk};

/// Rows of each list: what people can look through. The counts tell how many there are.
const LIST_MAX: u32 = 200;

/// A recovery, and what may be out of date.
#[derive(Debug, Clone)]
pub struct RecoveryView {
    /// Where it stands; all absent when there is none.
    pub recovery: Recovery,
    /// How many there are of each.
    pub counts: RecoveryCounts,
    /// Held transfers, oldest first: each may have been cancelled or rejected.
    pub held: Vec<TransferView>,
    /// Transfers that custody was ahead with, oldest first.
    pub recovered: Vec<TransferView>,
    /// Grants that allow sending, newest first: each may have been revoked or lowered.
    pub grants: Vec<GrantAtRisk>,
    /// Wallets that nobody has frozen, newest first: each may have been frozen.
    pub wallets: Vec<WalletAtRisk>,
}

impl Bank {
    /// The recovery and what may be out of date, for employees.
    ///
    /// # Errors
    /// [`Forbidden`](crate::Refusal::Forbidden) for others.
    pub async fn recovery(&self, caller: &Caller) -> Result<RecoveryView> {
        caller.require_employee()?;
        self.recovery_for_operator().await
    }

    /// As [`Bank::recovery`], for the operator at the command line.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn recovery_for_operator(&self) -> Result<RecoveryView> {
        let store = self.store();
        let recovery = store.recovery().await?;
        let held = store
            .transfers_after_restore_unscoped(AfterRestore::Held, Page::first(LIST_MAX))
            .await?;
        let recovered = store
            .transfers_after_restore_unscoped(AfterRestore::Recovered, Page::first(LIST_MAX))
            .await?;
        // Once it is over nothing is at risk any more; what is held stays in its list.
        let (grants, wallets) = if recovery.restored_at.is_some() {
            let grants = store.grants_at_risk(LIST_MAX).await?;
            (grants, store.wallets_at_risk(LIST_MAX).await?)
        } else {
            Default::default()
        };
        Ok(RecoveryView {
            recovery,
            counts: store.recovery_counts().await?,
            held: self.views_for_employees(held.rows).await?,
            recovered: self.views_for_employees(recovered.rows).await?,
            grants,
            wallets,
        })
    }
}
