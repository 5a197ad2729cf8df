//! What the bank's employees see and decide.

#![expect(
    clippy::disallowed_types,
    reason = "the code that serde makes for a flattened struct names every type of number"
)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Delegation, FiatAccount, Transfer, Wallet};

/// Answer of `GET /api/admin/overview`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BankOverview {
    /// Customers who may sign in.
    pub customers: u32,
    /// Transfers that wait for a decision.
    pub pending: PendingSum,
    /// Confirmed transfers of the last 30 days, newest day first.
    pub volume_by_day: Vec<DailyVolume>,
    /// How the bank's works are doing.
    pub health: BankHealth,
}

/// Transfers that wait for a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PendingSum {
    /// How many.
    pub count: u32,
    /// About how much in euro, of those that have a value.
    #[schema(example = "1234.56")]
    pub eur: String,
    /// How many have no known value.
    pub without_value: u32,
    /// Whether some part rests on a price made up for the demo.
    pub demo_rate: bool,
}

/// What was transferred on one day in one asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DailyVolume {
    /// The day in UTC.
    #[schema(format = Date, example = "2026-11-24")]
    pub day: String,
    /// Id of the asset.
    pub asset: String,
    /// Symbol of the asset.
    pub symbol: String,
    /// Sum as a decimal number.
    pub amount: String,
    /// How many transfers.
    pub count: u32,
    /// About what the sum is worth in euro today; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "3771.20")]
    pub eur: Option<String>,
    /// Whether that value rests on a price made up for the demo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub eur_is_demo: bool,
}

/// How the bank's works are doing, and what is open; answer of `GET /api/admin/health`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BankHealth {
    /// When custody last answered.
    #[schema(format = DateTime)]
    pub custody_answered_at: Option<String>,
    /// Since when custody refuses the bank's credentials; null when it does not.
    #[schema(format = DateTime)]
    pub custody_misconfigured_since: Option<String>,
    /// Since when calls to custody have been failing, so that they are held back; null when they
    /// are made.
    #[schema(format = DateTime)]
    pub custody_out_of_reach_since: Option<String>,
    /// When the background worker was last seen.
    #[schema(format = DateTime)]
    pub worker_seen_at: Option<String>,
    /// When the books were last compared with custody.
    #[schema(format = DateTime)]
    pub books_compared_at: Option<String>,
    /// How many transfers wait for a decision.
    pub pending: u32,
    /// How many transfers are approved or being sent.
    pub owed: u32,
    /// How many transfers need a person's attention.
    pub attention: u32,
    /// Whether and why sending is paused; null when it is not.
    pub paused: Option<PauseState>,
}

/// A pause of all sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PauseState {
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
    /// Who paused it: an email; or `bank`, `operator`.
    pub by: String,
    /// Name of who paused it; null where it was no person.
    pub by_name: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Whether sending is paused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PauseStatus {
    /// The pause; null when there is none.
    pub paused: Option<PauseState>,
}

/// Body of `POST /api/admin/pause`; no body is fine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseRequest {
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A page of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerList {
    /// Newest first.
    pub customers: Vec<Customer>,
    /// Where the next page starts; null on the last one.
    pub next_cursor: Option<String>,
}

/// A customer of the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Customer {
    /// Id of the person.
    pub id: String,
    /// Name as the identity provider gives it.
    pub name: String,
    /// Email as the identity provider gives it.
    pub email: String,
    /// How many wallets the person owns.
    pub wallet_count: u32,
    /// When the person last called; null when never.
    #[schema(format = DateTime)]
    pub last_seen_at: Option<String>,
    /// Whether somebody else has the same email.
    pub email_clash: bool,
    /// When the person became known.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// Since when the person may not sign in any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub retired_at: Option<String>,
}

/// The accounts, wallets and grants of one customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerWallets {
    /// Who it is.
    pub customer: Customer,
    /// The customer's euro accounts.
    pub fiat_accounts: Vec<FiatAccount>,
    /// The customer's own wallets.
    pub wallets: Vec<Wallet>,
    /// Grants that the customer gave.
    pub granted: Vec<Delegation>,
    /// Grants that the customer holds.
    pub received: Vec<Delegation>,
}

/// A page of transfers for employees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminTransferList {
    /// Oldest first; newest first where the decided ones were asked for.
    pub transfers: Vec<AdminTransfer>,
    /// Where the next page starts; null on the last one.
    pub next_cursor: Option<String>,
}

/// A transfer as employees see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminTransfer {
    /// The transfer.
    #[serde(flatten)]
    pub transfer: Transfer,
    /// Why a person has to look at it; null when nobody has to.
    pub attention: Option<Attention>,
    /// Whether a waiting transfer asks for more than the wallet could give now; null where it does
    /// not wait or no balance is known.
    pub exceeds_balance: Option<bool>,
    /// Since when it is held after a restore from a backup, until somebody releases it; null when it
    /// is not held.
    #[schema(format = DateTime)]
    pub held_since: Option<String>,
}

/// Why a person has to look at a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attention {
    /// What is the matter.
    #[schema(example = "held_by_custody")]
    pub code: String,
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
    /// The facts, for people.
    pub detail: Option<String>,
}

/// One transfer with everything that a decision needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminTransferDetail {
    /// The transfer.
    pub transfer: AdminTransfer,
    /// The rule that made it wait, or let it through.
    pub rule: RuleFacts,
    /// Balance of its asset now, where it is known.
    pub balance_now: Option<String>,
    /// Balance after it, where it is known; null also when it would not suffice.
    pub balance_after: Option<String>,
    /// Whether it asks for more than the wallet could give now.
    pub exceeds_balance: bool,
    /// What is known of the destination.
    pub address: AddressFacts,
    /// What is known of the person who asked for it.
    pub initiator: InitiatorFacts,
    /// Why the caller may not decide; null when there is no conflict of interest.
    pub conflict: Option<Conflict>,
    /// Whether the caller may decide now.
    pub may_decide: bool,
}

/// The rule that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleFacts {
    /// Name of the rule.
    #[schema(example = "personal_limit")]
    pub kind: String,
    /// The threshold that was applied, in the transfer's asset.
    pub threshold: Option<String>,
    /// Who set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<String>,
}

/// What is known of a destination address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AddressFacts {
    /// Whether it is a wallet of this bank.
    pub ours: bool,
    /// How often this wallet has paid it before.
    pub times_paid: u32,
    /// When this wallet last paid it.
    #[schema(format = DateTime)]
    pub last_paid_at: Option<String>,
    /// How many other customers have paid it.
    pub other_customers: u32,
}

/// What became of the initiator's transfers in the last 30 days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InitiatorFacts {
    /// Confirmed.
    pub confirmed_30d: u32,
    /// Rejected.
    pub rejected_30d: u32,
    /// Cancelled.
    pub cancelled_30d: u32,
}

/// Why an employee may not decide on a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Conflict {
    /// Name of the reason.
    #[schema(example = "initiator")]
    pub reason: String,
}

/// Body of `POST /api/admin/transfers/{id}/approve` and `…/reject`; no body is fine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Why, at most 1000 characters; the customer reads it on a rejection.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub comment: Option<String>,
    /// The `body_hash` that the decision was made on; another one is refused.
    #[serde(default)]
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub body_hash: Option<String>,
}

/// Employees who have decided on some transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeciderList {
    /// By name.
    pub deciders: Vec<Decider>,
}

/// An employee who has decided on some transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decider {
    /// Id of the person.
    pub id: String,
    /// Name as the identity provider gives it.
    pub name: String,
    /// Email as the identity provider gives it.
    pub email: String,
}

/// A page of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditList {
    /// Newest first.
    pub rows: Vec<AuditRow>,
    /// Where the next page starts; null on the last one.
    pub next_cursor: Option<String>,
}

/// One row of the audit trail. Alerts are rows whose kind starts with `alert.`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditRow {
    /// Number of the row; rises with time.
    pub id: i64,
    /// When it happened.
    #[schema(format = DateTime)]
    pub at: String,
    /// Who did it.
    pub actor: String,
    /// What was done.
    #[schema(example = "transfer.approved")]
    pub kind: String,
    /// Id of the thing it was done to.
    pub subject: String,
    /// The thing before.
    pub before: Option<serde_json::Value>,
    /// The thing after.
    pub after: Option<serde_json::Value>,
    /// Id of the request that caused it.
    pub request_id: String,
    /// Network address that the request came from; empty for the bank itself.
    pub address: String,
}
