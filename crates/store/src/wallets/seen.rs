//! Wallets as somebody sees them who owns them or was given access.

use domain::id::{UserId, WalletId};

use crate::delegations::{self, Delegation, delegation_columns};
use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

use super::{Wallet, wallet_columns};

/// A wallet with what makes it visible to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenWallet {
    /// The wallet.
    pub wallet: Wallet,
    /// Name of its owner.
    pub owner_name: String,
    /// What was granted to the one who looks; `None` for its owner.
    pub delegation: Option<Delegation>,
}

fn read(row: &Row) -> Result<SeenWallet> {
    Ok(SeenWallet {
        wallet: super::read(row)?,
        owner_name: row.get("owner_name")?,
        delegation: delegations::read_optional(row)?,
    })
}

async fn find_seen_by(
    mut conn: Conn<'_>,
    user: UserId,
    id: WalletId,
) -> Result<Option<SeenWallet>> {
    let statement = sql!(
        concat!(
            "SELECT ", wallet_columns!("w."), ", o.name AS owner_name, ", delegation_columns!("d."),
            " FROM wallets w
              JOIN users o ON o.id = w.owner_id
              LEFT JOIN delegations d ON d.wallet_id = w.id AND d.grantee_id = $1
              WHERE w.id = $2 AND (w.owner_id = $1 OR d.id IS NOT NULL)"
        );
        user, id
    );
    conn.optional(statement)
        .await?
        .map(|row| read(&row))
        .transpose()
}

impl Store {
    /// A wallet that a user owns or has access to now.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_wallet_seen_by(
        &self,
        user: UserId,
        id: WalletId,
    ) -> Result<Option<SeenWallet>> {
        find_seen_by(self.into(), user, id).await
    }

    /// All wallets that a user has access to without owning them, oldest grant first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn wallets_delegated_to(&self, grantee: UserId) -> Result<Vec<SeenWallet>> {
        let statement = sql!(
            concat!(
                "SELECT ", wallet_columns!("w."), ", o.name AS owner_name, ",
                delegation_columns!("d."),
                " FROM delegations d
                  JOIN wallets w ON w.id = d.wallet_id
                  JOIN users o ON o.id = w.owner_id
                  WHERE d.grantee_id = $1 ORDER BY d.created_at, d.id"
            );
            grantee
        );
        self.all(statement).await?.iter().map(read).collect()
    }
}

impl Tx {
    /// See [`Store::find_wallet_seen_by`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_wallet_seen_by(
        &mut self,
        user: UserId,
        id: WalletId,
    ) -> Result<Option<SeenWallet>> {
        find_seen_by(self.into(), user, id).await
    }
}
