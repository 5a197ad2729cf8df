//! Delegations: who was given which access to a wallet.

mod listing;

use domain::delegation::{Grant, Permission};
use domain::id::{DelegationId, UserId, WalletId};
use domain::money::BaseUnits;
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

pub use listing::ListedDelegation;

/// Access to a wallet that its owner gave to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Our id; stays the same when access is granted again.
    pub id: DelegationId,
    /// The wallet.
    pub wallet_id: WalletId,
    /// Who gave it.
    pub grantor_id: UserId,
    /// Who has it.
    pub grantee_id: UserId,
    /// What it allows.
    pub grant: Grant,
    /// When it was first given.
    pub created_at: OffsetDateTime,
    /// When it was last given.
    pub updated_at: OffsetDateTime,
}

/// Access that is to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelegation {
    /// Used if there was none.
    pub id: DelegationId,
    /// The wallet.
    pub wallet_id: WalletId,
    /// Who gives it.
    pub grantor_id: UserId,
    /// Who gets it.
    pub grantee_id: UserId,
    /// What it allows.
    pub grant: Grant,
    /// When.
    pub at: OffsetDateTime,
}

/// What granting did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The access as it is now.
    pub delegation: Delegation,
    /// Whether it took the place of another one.
    pub replaced: bool,
}

/// The columns of a delegation under names that no joined table has.
macro_rules! delegation_columns {
    () => {
        $crate::delegations::delegation_columns!("")
    };
    ($p:literal) => {
        concat!(
            $p,
            "id AS delegation_id, ",
            $p,
            "wallet_id AS delegation_wallet_id, ",
            $p,
            "grantor_id AS delegation_grantor_id, ",
            $p,
            "grantee_id AS delegation_grantee_id, ",
            $p,
            "permission AS delegation_permission, ",
            $p,
            "transfer_limit AS delegation_transfer_limit, ",
            $p,
            "created_at AS delegation_created_at, ",
            $p,
            "updated_at AS delegation_updated_at"
        )
    };
}
pub(crate) use delegation_columns;

/// Reads [`delegation_columns!`].
pub(crate) fn read(row: &Row) -> Result<Delegation> {
    let permission = row.parsed("delegation_permission", |text| Permission::parse(text).ok())?;
    let limit: Option<BaseUnits> = row.opt("delegation_transfer_limit")?;
    let grant = Grant::try_new(permission, limit)
        .map_err(|_| Error::corrupt("a grant to view has a limit"))?;
    Ok(Delegation {
        id: row.get("delegation_id")?,
        wallet_id: row.get("delegation_wallet_id")?,
        grantor_id: row.get("delegation_grantor_id")?,
        grantee_id: row.get("delegation_grantee_id")?,
        grant,
        created_at: row.get("delegation_created_at")?,
        updated_at: row.get("delegation_updated_at")?,
    })
}

/// Reads [`delegation_columns!`] of an outer join.
pub(crate) fn read_optional(row: &Row) -> Result<Option<Delegation>> {
    match row.opt::<DelegationId>("delegation_id")? {
        Some(_) => read(row).map(Some),
        None => Ok(None),
    }
}

macro_rules! select_by_grantee {
    () => {
        concat!(
            "SELECT ",
            delegation_columns!(),
            " FROM delegations WHERE wallet_id = $1 AND grantee_id = $2"
        )
    };
}

async fn find(mut conn: Conn<'_>, wallet: WalletId, grantee: UserId) -> Result<Option<Delegation>> {
    let statement = sql!(select_by_grantee!(); wallet, grantee);
    conn.optional(statement)
        .await?
        .map(|row| read(&row))
        .transpose()
}

async fn of_wallet(mut conn: Conn<'_>, wallet: WalletId) -> Result<Vec<Delegation>> {
    let statement = sql!(
        concat!(
            "SELECT ", delegation_columns!(), " FROM delegations WHERE wallet_id = $1
             ORDER BY created_at, id"
        );
        wallet
    );
    conn.all(statement).await?.iter().map(read).collect()
}

async fn held_by(mut conn: Conn<'_>, grantee: UserId) -> Result<Vec<Delegation>> {
    let statement = sql!(
        concat!(
            "SELECT ", delegation_columns!(), " FROM delegations WHERE grantee_id = $1
             ORDER BY created_at, id"
        );
        grantee
    );
    conn.all(statement).await?.iter().map(read).collect()
}

impl Store {
    /// The access of a grantee to a wallet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_delegation(
        &self,
        wallet: WalletId,
        grantee: UserId,
    ) -> Result<Option<Delegation>> {
        find(self.into(), wallet, grantee).await
    }

    /// A delegation of which this user is grantor, grantee, or owner of the wallet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_delegation_of(
        &self,
        user: UserId,
        id: DelegationId,
    ) -> Result<Option<Delegation>> {
        let statement = sql!(
            concat!(
                "SELECT ", delegation_columns!("d."),
                " FROM delegations d JOIN wallets w ON w.id = d.wallet_id
                  WHERE d.id = $1
                    AND (d.grantor_id = $2 OR d.grantee_id = $2 OR w.owner_id = $2)"
            );
            id, user
        );
        self.all(statement).await?.first().map(read).transpose()
    }

    /// A delegation, whoever asks: what a repeated request made.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_delegation_unscoped(&self, id: DelegationId) -> Result<Option<Delegation>> {
        let statement = sql!(
            concat!("SELECT ", delegation_columns!(), " FROM delegations WHERE id = $1");
            id
        );
        self.all(statement).await?.first().map(read).transpose()
    }

    /// All access to a wallet, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delegations_of_wallet(&self, wallet: WalletId) -> Result<Vec<Delegation>> {
        of_wallet(self.into(), wallet).await
    }

    /// All access that a user has, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delegations_held_by(&self, grantee: UserId) -> Result<Vec<Delegation>> {
        held_by(self.into(), grantee).await
    }
}

impl Tx {
    /// The access of a grantee to a wallet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_delegation(
        &mut self,
        wallet: WalletId,
        grantee: UserId,
    ) -> Result<Option<Delegation>> {
        find(self.into(), wallet, grantee).await
    }

    /// All access to a wallet, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delegations_of_wallet(&mut self, wallet: WalletId) -> Result<Vec<Delegation>> {
        of_wallet(self.into(), wallet).await
    }

    /// All access that a user has, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delegations_held_by(&mut self, grantee: UserId) -> Result<Vec<Delegation>> {
        held_by(self.into(), grantee).await
    }

    /// The access of a grantee to a wallet, kept as it is until this transaction ends. Locked after
    /// the wallet, before a transfer.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_delegation(
        &mut self,
        wallet: WalletId,
        grantee: UserId,
    ) -> Result<Option<Delegation>> {
        let statement = sql!(
            sqlite: select_by_grantee!(),
            postgres: concat!(select_by_grantee!(), " FOR UPDATE");
            wallet, grantee
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }

    /// Gives access to a wallet, in place of what the grantee had.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn put_delegation(&mut self, new: &NewDelegation) -> Result<Granted> {
        let NewDelegation {
            id,
            wallet_id,
            grantor_id,
            grantee_id,
            grant,
            at,
        } = new;
        let statement = sql!(
            concat!(
                "INSERT INTO delegations (id, wallet_id, grantor_id, grantee_id, permission,
                     transfer_limit, created_at, updated_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
                 ON CONFLICT (wallet_id, grantee_id) DO UPDATE SET
                     grantor_id = $3, permission = $5, transfer_limit = $6, updated_at = $7
                 RETURNING ",
                delegation_columns!()
            );
            *id, *wallet_id, *grantor_id, *grantee_id, grant.permission().as_str(), grant.limit(), *at
        );
        let delegation = read(&self.one(statement).await?)?;
        Ok(Granted {
            replaced: delegation.id != *id,
            delegation,
        })
    }

    /// Takes access away; answers what it was.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delete_delegation(
        &mut self,
        wallet: WalletId,
        grantee: UserId,
    ) -> Result<Option<Delegation>> {
        let statement = sql!(
            concat!(
                "DELETE FROM delegations WHERE wallet_id = $1 AND grantee_id = $2 RETURNING ",
                delegation_columns!()
            );
            wallet, grantee
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }
}
