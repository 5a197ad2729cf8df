//! Outgoing transfers.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{AssetMetadata, Network, Timestamp};

open_enum! {
    /// Kind of a transfer body.
    TransferKind {
        /// The network's own coin.
        Native,
        /// An ERC-20 token.
        Erc20,
    }
}

open_enum! {
    /// How much to pay for speed, on networks that offer the choice.
    Priority {
        /// Cheap.
        Slow,
        /// The default.
        Standard,
        /// Dear.
        Fast,
    }
}

open_enum! {
    /// State of a transfer. `Confirmed`, `Failed` and `Rejected` end it; what follows a name that
    /// is not listed here is unknown.
    TransferStatus {
        /// Created; waits for a policy, or for an approval when `approvalId` is there.
        Pending,
        /// Being built and signed.
        Executing,
        /// In the mempool; `txHash` is set.
        Broadcasted,
        /// On chain, after the network's confirmation delay.
        Confirmed,
        /// Ended: off chain without `txHash`, reverted on chain with it.
        Failed,
        /// Blocked by a policy, or its approval was denied.
        Rejected,
        /// Given up, while its nonce may still be open.
        Aborted,
    }
}

/// Body of `POST /wallets/{walletId}/transfers`, and its echo in [`TransferRequest`].
///
/// The service refuses unknown and misplaced fields, hence the constructors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferBody {
    /// Kind, which says which of the optional fields belong.
    pub kind: TransferKind,
    /// Contract of an ERC-20 (and similar) token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// Destination on the wallet's network.
    pub to: String,
    /// Amount in the smallest unit; absent when a single token moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Speed; `Standard` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Letters and digits, at most 64, on networks that know memos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<String>,
    /// 1 to 50 characters; makes a repetition of the same body find the same transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `fs-…`, a sponsor that pays the fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_sponsor_id: Option<String>,
}

impl TransferBody {
    /// A transfer of the network's own coin; `amount` in the smallest unit.
    #[must_use]
    pub fn native(to: impl Into<String>, amount: impl Into<String>) -> Self {
        Self::of_kind(TransferKind::Native, None, to.into(), amount.into())
    }

    /// A transfer of an ERC-20 token; `amount` in the token's smallest unit.
    #[must_use]
    pub fn erc20(
        contract: impl Into<String>,
        to: impl Into<String>,
        amount: impl Into<String>,
    ) -> Self {
        Self::of_kind(
            TransferKind::Erc20,
            Some(contract.into()),
            to.into(),
            amount.into(),
        )
    }

    /// Adds the reference that makes the call idempotent.
    #[must_use]
    pub fn with_external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// Adds a speed.
    #[must_use]
    pub fn with_priority(mut self, priority: Priority) -> Self {
        self.priority = Some(priority);
        self
    }

    fn of_kind(kind: TransferKind, contract: Option<String>, to: String, amount: String) -> Self {
        Self {
            kind,
            contract,
            to,
            amount: Some(amount),
            priority: None,
            memo: None,
            external_id: None,
            fee_sponsor_id: None,
        }
    }
}

/// A transfer as the service knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferRequest {
    /// `xfr-…`
    pub id: String,
    /// `wa-…`
    pub wallet_id: String,
    /// Network of the wallet.
    pub network: Network,
    /// Who asked for it.
    pub requester: Requester,
    /// What was asked for.
    pub request_body: TransferBody,
    /// Facts about the asset.
    #[serde(default)]
    pub metadata: TransferMetadata,
    /// Present state.
    pub status: TransferStatus,
    /// When it was asked for.
    pub date_requested: Timestamp,
    /// Why it failed or was rejected, in the service's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Hash on chain, from `Broadcasted` on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tx_hash: Option<String>,
    /// Fee paid, in the smallest unit of the fee's asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<String>,
    /// When policies were done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_policy_resolved: Option<Timestamp>,
    /// When it was sent to the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_broadcasted: Option<Timestamp>,
    /// When it counted as final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_confirmed: Option<Timestamp>,
    /// `ap-…`, the approval it waits or waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_id: Option<String>,
    /// Reference of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `fs-…`, the sponsor of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_sponsor_id: Option<String>,
    /// `tx-…`, the transaction that cancelled it or sped it up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement_id: Option<String>,
}

/// Who asked for a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Requester {
    /// `us-…`
    pub user_id: String,
    /// `to-…`, when a token of a service account asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_id: Option<String>,
}

/// Facts about the asset of a transfer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferMetadata {
    /// The asset that moves.
    #[serde(default)]
    pub asset: AssetMetadata,
}
