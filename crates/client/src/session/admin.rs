//! The calls of the bank's employees.

use super::{Segment, Session, TransferQuery, with_query};
use crate::Result;
use api_types::{
    AdminTransferDetail, AdminTransferList, AuditList, BankOverview, CustomerList, CustomerWallets,
    Decision, PauseRequest, PauseStatus, TransferAnswer, Wallet,
};

impl Session {
    /// The state of the bank.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_overview(&self) -> Result<BankOverview> {
        self.get("api/admin/overview").await
    }

    /// Customers whose name or email holds `q`.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_customers(&self, q: Option<&str>) -> Result<CustomerList> {
        let query: Vec<(&str, &str)> = q.map(|q| ("q", q)).into_iter().collect();
        self.get(&with_query("api/admin/customers", query)).await
    }

    /// The wallets and grants of one customer.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_customer_wallets(&self, id: &str) -> Result<CustomerWallets> {
        self.get(&format!("api/admin/customers/{}/wallets", Segment(id)))
            .await
    }

    /// Transfers by state; without a state those that wait for a decision.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_transfers(&self, query: &TransferQuery) -> Result<AdminTransferList> {
        self.get(&with_query("api/admin/transfers", query)).await
    }

    /// Transfers that need a person's attention.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_attention(&self) -> Result<AdminTransferList> {
        self.get("api/admin/transfers?attention=true").await
    }

    /// One transfer with the facts for a decision.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_transfer(&self, id: &str) -> Result<AdminTransferDetail> {
        self.get(&format!("api/admin/transfers/{}", Segment(id)))
            .await
    }

    /// Approves a waiting transfer.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn approve(&self, id: &str, decision: &Decision) -> Result<TransferAnswer> {
        self.create(
            &format!("api/admin/transfers/{}/approve", Segment(id)),
            decision,
            None,
        )
        .await
    }

    /// Rejects a waiting transfer.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn reject(&self, id: &str, decision: &Decision) -> Result<TransferAnswer> {
        self.create(
            &format!("api/admin/transfers/{}/reject", Segment(id)),
            decision,
            None,
        )
        .await
    }

    /// Asks custody now how a transfer stands.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn check(&self, id: &str) -> Result<TransferAnswer> {
        self.act(&format!("api/admin/transfers/{}/check", Segment(id)))
            .await
    }

    /// Freezes a wallet for the bank.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_freeze(&self, wallet_id: &str) -> Result<Wallet> {
        self.act(&format!("api/admin/wallets/{}/freeze", Segment(wallet_id)))
            .await
    }

    /// Lifts the bank's freeze.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_unfreeze(&self, wallet_id: &str) -> Result<Wallet> {
        self.act(&format!(
            "api/admin/wallets/{}/unfreeze",
            Segment(wallet_id)
        ))
        .await
    }

    /// Pauses all sending.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn pause(&self, body: &PauseRequest) -> Result<PauseStatus> {
        self.create("api/admin/pause", body, None).await
    }

    /// Lifts the pause.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn resume(&self) -> Result<PauseStatus> {
        self.act("api/admin/resume").await
    }

    /// The newest rows of the audit trail.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn audit(&self) -> Result<AuditList> {
        self.get("api/admin/audit").await
    }
}
