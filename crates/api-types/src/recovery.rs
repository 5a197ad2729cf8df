//! Recovery after a restore from a backup, for employees.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::AdminTransfer;

/// Where a recovery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryState {
    /// The bank does not recover from anything.
    None,
    /// Custody's record is being read back.
    Reading,
    /// It is read back: people look through the lists, then one of them ends the recovery.
    Review,
}

/// The recovery, and what may be out of date. Each list has 200 rows at most; the counts tell how
/// many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recovery {
    /// Where it stands.
    pub state: RecoveryState,
    /// When the backup was taken, where it says so.
    #[schema(format = DateTime)]
    pub backup_at: Option<String>,
    /// When the bank was first started on it.
    #[schema(format = DateTime)]
    pub restored_at: Option<String>,
    /// When custody's record was read back to the last wallet.
    #[schema(format = DateTime)]
    pub read_at: Option<String>,
    /// How many there are of each.
    pub counts: RecoveryCounts,
    /// Held transfers, oldest first: each may have been cancelled or rejected after the backup.
    /// They stay held after the recovery, until somebody releases or withdraws each.
    pub held: Vec<AdminTransfer>,
    /// Transfers that custody was ahead with, oldest first. Of one that was unknown here the owner
    /// of the wallet stands for the initiator.
    pub recovered: Vec<AdminTransfer>,
    /// Grants that allow sending, newest first: each may have been revoked or lowered.
    pub grants: Vec<GrantAtRisk>,
    /// Wallets that nobody has frozen, newest first: each may have been frozen.
    pub wallets: Vec<WalletAtRisk>,
}

/// How much there is to read back and to look through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCounts {
    /// Wallets of the bank.
    pub wallets: u32,
    /// Those whose transfers at custody were read back.
    pub wallets_read: u32,
    /// Held transfers.
    pub held: u32,
    /// Transfers that custody was ahead with.
    pub recovered: u32,
    /// Grants that allow sending.
    pub grants: u32,
    /// Wallets that nobody has frozen.
    pub unfrozen: u32,
}

/// A grant that may have been revoked or lowered after the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GrantAtRisk {
    /// Its id.
    pub id: String,
    /// The wallet.
    pub wallet_id: String,
    /// Its name.
    pub wallet_name: String,
    /// Email of who gave it.
    pub grantor_email: String,
    /// Email of who holds it.
    pub grantee_email: String,
    /// The personal limit, in the network's native asset; null when there is none.
    pub transfer_limit: Option<String>,
    /// Symbol of that asset.
    pub symbol: String,
    /// When it was given or changed last.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A wallet that may have been frozen after the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WalletAtRisk {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Name of its network.
    pub network: String,
    /// Email of its owner.
    pub owner_email: String,
}
