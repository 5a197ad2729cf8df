//! Lists of delegations with the names that people read.

use domain::id::{UserId, WalletId};

use crate::error::Result;
use crate::page::{Page, Paged, TimeCursor};
use crate::sql::{Row, sql};
use crate::store::Store;

use super::{Delegation, delegation_columns};

/// A delegation with the names that go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDelegation {
    /// The delegation.
    pub delegation: Delegation,
    /// Name of the wallet.
    pub wallet_name: String,
    /// Name of who gave it.
    pub grantor_name: String,
    /// Email of who gave it.
    pub grantor_email: String,
    /// Name of who has it.
    pub grantee_name: String,
    /// Email of who has it.
    pub grantee_email: String,
}

fn read(row: &Row) -> Result<ListedDelegation> {
    Ok(ListedDelegation {
        delegation: super::read(row)?,
        wallet_name: row.get("wallet_name")?,
        grantor_name: row.get("grantor_name")?,
        grantor_email: row.get("grantor_email")?,
        grantee_name: row.get("grantee_name")?,
        grantee_email: row.get("grantee_email")?,
    })
}

fn close(page: Page<TimeCursor>, rows: &[Row]) -> Result<Paged<ListedDelegation, TimeCursor>> {
    let rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(page.close(rows, |row| TimeCursor {
        at: row.delegation.created_at,
        id: row.delegation.id.uuid(),
    }))
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT ",
            delegation_columns!("d."),
            ", w.name AS wallet_name,
                 r.name AS grantor_name, r.email AS grantor_email,
                 e.name AS grantee_name, e.email AS grantee_email
             FROM delegations d
             JOIN wallets w ON w.id = d.wallet_id
             JOIN users r ON r.id = d.grantor_id
             JOIN users e ON e.id = d.grantee_id
             WHERE ",
            $condition,
            " = $1 AND (d.created_at, d.id) < ($2, $3)
             ORDER BY d.created_at DESC, d.id DESC LIMIT $4"
        )
    };
}

impl Store {
    /// Access that a user has given, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delegations_granted(
        &self,
        grantor: UserId,
        page: Page<TimeCursor>,
    ) -> Result<Paged<ListedDelegation, TimeCursor>> {
        let TimeCursor { at, id } = page.after.unwrap_or(TimeCursor::NEWEST);
        let text = select!("d.grantor_id");
        close(
            page,
            &self
                .all(sql!(text; grantor, at, id, page.limit_and_one()))
                .await?,
        )
    }

    /// Access that a user has received, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delegations_received(
        &self,
        grantee: UserId,
        page: Page<TimeCursor>,
    ) -> Result<Paged<ListedDelegation, TimeCursor>> {
        let TimeCursor { at, id } = page.after.unwrap_or(TimeCursor::NEWEST);
        let text = select!("d.grantee_id");
        close(
            page,
            &self
                .all(sql!(text; grantee, at, id, page.limit_and_one()))
                .await?,
        )
    }

    /// Access to a wallet, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delegations_listed_of_wallet(
        &self,
        wallet: WalletId,
        page: Page<TimeCursor>,
    ) -> Result<Paged<ListedDelegation, TimeCursor>> {
        let TimeCursor { at, id } = page.after.unwrap_or(TimeCursor::NEWEST);
        let text = select!("d.wallet_id");
        close(
            page,
            &self
                .all(sql!(text; wallet, at, id, page.limit_and_one()))
                .await?,
        )
    }
}
