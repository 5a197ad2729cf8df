//! The calls of the bank's employees.

use super::{Segment, Session, TransferQuery, with_query};
use crate::{Result, error};
use api_types::{
    AcknowledgeAlert, AdminTransferDetail, AdminTransferList, Alert, AlertList, AuditList,
    BankHealth, BankOverview, CustomerList, CustomerWallets, DeciderList, Decision, PauseRequest,
    PauseStatus, TransferAnswer, Wallet,
};
use http::Method;
use serde::Serialize;

use super::{NO_BODY, Nothing};

/// Which customers are wanted; absent parts do not restrict.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CustomerQuery {
    /// Only those whose name or email holds this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Rows of a page, 1 to 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Which transfers employees want to read, newest first; absent parts do not restrict.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TransferFeedQuery {
    /// Only those that stand here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<api_types::TransferStatus>,
    /// Only those that somebody should look at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub attention: bool,
    /// Only those that a person at the bank has decided on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub decided: bool,
    /// Only those that this employee has decided on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// Only those that this person asked for, or that leave a wallet of this person's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    /// Only those of this wallet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wallet_id: Option<String>,
    /// Asked for at this time (RFC 3339) or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Asked for before this time (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Last decided on at this time (RFC 3339) or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_from: Option<String>,
    /// Last decided on before this time (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_to: Option<String>,
    /// Rows of a page, 1 to 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Which alerts are wanted; absent parts do not restrict.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AlertQuery {
    /// Those that somebody has looked at, or those that nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<bool>,
    /// Rows of a page, 1 to 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Which rows of the audit trail are wanted; absent parts do not restrict.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AuditQuery {
    /// Only what this person did, by email; or `bank`, `operator`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Only this kind and those below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Only what was done to the thing with this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Not before this time (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before this time (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Rows of a page, 1 to 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl Session {
    /// The state of the bank.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_overview(&self) -> Result<BankOverview> {
        self.get("api/admin/overview").await
    }

    /// What is open in the bank, and how its works are doing.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_health(&self) -> Result<BankHealth> {
        self.get("api/admin/health").await
    }

    /// Customers whose name or email holds `q`.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_customers(&self, q: Option<&str>) -> Result<CustomerList> {
        let query: Vec<(&str, &str)> = q.map(|q| ("q", q)).into_iter().collect();
        self.get(&with_query("api/admin/customers", query)).await
    }

    /// A page of customers.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_customers_page(&self, query: &CustomerQuery) -> Result<CustomerList> {
        self.get(&with_query("api/admin/customers", query)).await
    }

    /// Ends somebody's access to the bank.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn retire(&self, id: &str) -> Result<()> {
        let path = format!("api/admin/users/{}/retire", Segment(id));
        let answer = self.call(Method::POST, &path, NO_BODY, None).await?;
        error::read::<Nothing>(&answer).map(|_| ())
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

    /// Transfers that a person at the bank has decided on, newest first.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_decided(&self, query: &TransferQuery) -> Result<AdminTransferList> {
        let path = with_query("api/admin/transfers?decided=true", query);
        self.get(&path).await
    }

    /// A page of transfers, newest first: decided ones, those of one customer, of one wallet. The
    /// query names at least one of these.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_transfer_feed(
        &self,
        query: &TransferFeedQuery,
    ) -> Result<AdminTransferList> {
        self.get(&with_query("api/admin/transfers", query)).await
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

    /// Employees who have decided on some transfer, by name.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_deciders(&self) -> Result<DeciderList> {
        self.get("api/admin/deciders").await
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

    /// A page of alerts.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_alerts(&self, query: &AlertQuery) -> Result<AlertList> {
        self.get(&with_query("api/admin/alerts", query)).await
    }

    /// Says that the caller has looked at an alert.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn acknowledge_alert(&self, id: i64, body: &AcknowledgeAlert) -> Result<Alert> {
        let path = format!("api/admin/alerts/{id}/acknowledge");
        self.create(&path, body, None).await
    }

    /// The newest rows of the audit trail.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn audit(&self) -> Result<AuditList> {
        self.audit_page(&AuditQuery::default()).await
    }

    /// A page of the audit trail.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn audit_page(&self, query: &AuditQuery) -> Result<AuditList> {
        self.get(&with_query("api/admin/audit", query)).await
    }
}
