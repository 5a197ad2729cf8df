//! Transfers: sending, previewing, watching, withdrawing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a transfer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferStatus {
    /// Waits for the bank's approval.
    Pending,
    /// Will be sent.
    Approved,
    /// Is being sent.
    Submitting,
    /// Is on chain, not final yet.
    Broadcasted,
    /// Is final.
    Confirmed,
    /// Was not carried out; `reason` says why.
    Failed,
    /// Was refused by the bank.
    Rejected,
    /// Was withdrawn before it was sent.
    Cancelled,
}

/// Money that leaves a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Transfer {
    /// Id of the transfer.
    #[schema(example = "tr_0192f0c7a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// Id of the wallet it leaves.
    pub wallet_id: String,
    /// The wallet's name; its name at the time for somebody who lost access since.
    pub wallet_name: String,
    /// Id of the person who asked for it.
    pub initiator_id: String,
    /// Name of the person who asked for it.
    pub initiator_name: String,
    /// Email of that person, for the wallet's owner, the person and the bank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiator_email: Option<String>,
    /// Destination address.
    pub to_address: String,
    /// Id of the asset.
    #[schema(example = "EthereumSepolia:eth")]
    pub asset: String,
    /// Symbol of the asset.
    #[schema(example = "ETH")]
    pub symbol: String,
    /// Amount as a decimal number.
    #[schema(example = "0.05")]
    pub amount: String,
    /// About what the amount is worth in euro today; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "150.85")]
    pub eur: Option<String>,
    /// Whether that value rests on a price made up for the demo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub eur_is_demo: bool,
    /// Where it stands.
    pub status: TransferStatus,
    /// Why it failed, was cancelled, or takes longer than usual, for people.
    pub reason: Option<String>,
    /// Why it failed, was cancelled, or takes longer than usual, for programs.
    pub reason_code: Option<String>,
    /// Who cancelled it; null unless it was cancelled.
    pub cancelled_by: Option<Canceller>,
    /// The rule that decided whether it waits.
    #[schema(example = "bank_threshold")]
    pub decided_by_rule: String,
    /// SHA-256 of the body that is sent, lower-case hex; for employees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_hash: Option<String>,
    /// Id of the employee who decided; for employees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// Name of the employee who decided; for employees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer_name: Option<String>,
    /// Email of the employee who decided; for employees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer_email: Option<String>,
    /// What the employee wrote; customers see it on a rejection only.
    pub review_comment: Option<String>,
    /// Hash of the transaction, once it is on chain.
    pub tx_hash: Option<String>,
    /// Page of the transaction in a block explorer.
    pub explorer_url: Option<String>,
    /// Network fee in the native asset, once it is known.
    pub fee: Option<String>,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was approved or rejected by an employee.
    #[schema(format = DateTime)]
    pub reviewed_at: Option<String>,
    /// When it came on chain.
    #[schema(format = DateTime)]
    pub broadcasted_at: Option<String>,
    /// When it became final.
    #[schema(format = DateTime)]
    pub confirmed_at: Option<String>,
    /// When it reached a state that it never leaves: confirmed, failed, rejected or cancelled.
    #[schema(format = DateTime)]
    pub ended_at: Option<String>,
}

/// Who cancelled a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Canceller {
    /// In which part.
    pub kind: CancellerKind,
    /// The person's name, where the reader may know it; customers never read an employee's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// In which part somebody cancelled a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CancellerKind {
    /// Who had asked for it.
    Initiator,
    /// The wallet's owner.
    Owner,
    /// An employee of the bank.
    Bank,
    /// Nobody: a right was gone when it was about to be sent.
    System,
}

/// A page of transfers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransferList {
    /// Newest first.
    pub transfers: Vec<Transfer>,
    /// Where the next page starts; null on the last one.
    pub next_cursor: Option<String>,
}

/// Body of `POST /api/transfers` and of `POST /api/transfers/preview`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTransfer {
    /// Id of the wallet that pays.
    #[schema(
        pattern = "^wal_[0-9a-f]{32}$",
        example = "wal_0192f0c7a1b27c3d8e4f5a6b7c8d9e0f"
    )]
    pub wallet_id: String,
    /// Destination address.
    #[schema(
        pattern = "^0x[0-9a-fA-F]{40}$",
        example = "0x52908400098527886E0F7030069857D2E4169EE7"
    )]
    pub to_address: String,
    /// Amount as a decimal string; a JSON number is refused, since it may have lost digits.
    #[schema(pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "0.05")]
    pub amount: String,
    /// Id or symbol of a listed asset on the wallet's network; without it the native one.
    #[serde(default)]
    #[schema(example = "ETH")]
    pub asset: Option<String>,
}

/// A transfer and what happened to it, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransferAnswer {
    /// The transfer.
    pub transfer: Transfer,
    /// What happened, for people.
    pub message: String,
}

/// What would happen to a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PreviewOutcome {
    /// It would be sent at once.
    Executes,
    /// It would wait for the bank's approval.
    Waits,
    /// It would be refused.
    Refused,
}

/// Answer of `POST /api/transfers/preview`; nothing was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransferPreview {
    /// What would happen.
    pub outcome: PreviewOutcome,
    /// The code of the rule or of the refusal.
    #[schema(example = "bank_threshold")]
    pub reason: Option<String>,
    /// The same in words for people.
    pub detail: Option<String>,
    /// Estimated network fee in the native asset, where it is known.
    pub fee: Option<String>,
    /// The most that could be sent now, where it is known.
    pub max: Option<String>,
    /// The destination as it would be stored.
    pub to_address: String,
    /// About what the amount is worth in euro, where it is known.
    pub eur: Option<String>,
    /// Whether that value rests on a price made up for the demo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub eur_is_demo: bool,
    /// From this amount on it would wait for the bank's approval; null: whatever the amount is.
    #[schema(example = "0.05")]
    pub threshold: Option<String>,
    /// Who set that threshold, or that there is none.
    pub threshold_set_by: SetBy,
}

/// Who set what a rule measures against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetBy {
    /// The bank.
    Bank,
    /// The wallet's owner, as the limit of a person whom the wallet is shared with.
    WalletOwner,
}
