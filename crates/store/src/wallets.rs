//! Wallets: what they are, who owns them, whether they are frozen.

mod opening;
mod people;
mod seen;

use domain::address::EvmAddress;
use domain::id::{UserId, WalletId};
use domain::network::Network;
use domain::reference::CustodyWalletId;
use domain::wallet::{Freezer, Freezes, WalletStatus};
use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

pub use people::WalletPeople;
pub use seen::SeenWallet;

/// A wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wallet {
    /// Our id.
    pub id: WalletId,
    /// Who owns it.
    pub owner_id: UserId,
    /// The name that its owner gave it.
    pub name: String,
    /// The network it is on.
    pub network: Network,
    /// `Opening` until custody has given an address, also under a freeze; then frozen if either of
    /// the two times below is set.
    pub status: WalletStatus,
    /// Since when its owner holds it.
    pub frozen_by_owner_at: Option<OffsetDateTime>,
    /// Since when the bank holds it.
    pub frozen_by_bank_at: Option<OffsetDateTime>,
    /// Our id as custody was told it.
    pub external_id: String,
    /// Custody's id; set once.
    pub custody_wallet_id: Option<CustodyWalletId>,
    /// Set once.
    pub address: Option<EvmAddress>,
    /// When it was asked for.
    pub created_at: OffsetDateTime,
    /// When it became usable.
    pub opened_at: Option<OffsetDateTime>,
    /// How often custody was asked to open it.
    pub open_attempts: u32,
}

impl Wallet {
    /// The freezes that lie on it.
    #[must_use]
    pub fn freezes(&self) -> Freezes {
        Freezes {
            by_owner: self.frozen_by_owner_at.is_some(),
            by_bank: self.frozen_by_bank_at.is_some(),
        }
    }
}

/// A wallet that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWallet {
    /// Our id.
    pub id: WalletId,
    /// Who owns it.
    pub owner_id: UserId,
    /// The name that its owner gave it.
    pub name: String,
    /// The network it is on.
    pub network: Network,
    /// Our id as custody will be told it.
    pub external_id: String,
    /// When it was asked for.
    pub created_at: OffsetDateTime,
}

/// The columns of a wallet, each with a prefix such as `w.` if it is joined.
macro_rules! wallet_columns {
    () => {
        $crate::wallets::wallet_columns!("")
    };
    ($p:literal) => {
        concat!(
            $p,
            "id, ",
            $p,
            "owner_id, ",
            $p,
            "name, ",
            $p,
            "network, ",
            $p,
            "status, ",
            $p,
            "frozen_by_owner_at, ",
            $p,
            "frozen_by_bank_at, ",
            $p,
            "external_id, ",
            $p,
            "custody_wallet_id, ",
            $p,
            "address, ",
            $p,
            "created_at, ",
            $p,
            "opened_at, ",
            $p,
            "open_attempts"
        )
    };
}
pub(crate) use wallet_columns;

/// Reads [`wallet_columns!`].
pub(crate) fn read(row: &Row) -> Result<Wallet> {
    Ok(Wallet {
        id: row.get("id")?,
        owner_id: row.get("owner_id")?,
        name: row.get("name")?,
        network: row.get("network")?,
        status: row.parsed("status", WalletStatus::parse)?,
        frozen_by_owner_at: row.opt("frozen_by_owner_at")?,
        frozen_by_bank_at: row.opt("frozen_by_bank_at")?,
        external_id: row.get("external_id")?,
        custody_wallet_id: row.parsed_opt("custody_wallet_id", |text| {
            CustodyWalletId::parse(text).ok()
        })?,
        address: row.parsed_opt("address", |text| EvmAddress::parse(text).ok())?,
        created_at: row.get("created_at")?,
        opened_at: row.opt("opened_at")?,
        open_attempts: row.get("open_attempts")?,
    })
}

macro_rules! select_by_id {
    () => {
        concat!("SELECT ", wallet_columns!(), " FROM wallets WHERE id = $1")
    };
}

async fn find_unscoped(mut conn: Conn<'_>, id: WalletId) -> Result<Option<Wallet>> {
    conn.optional(sql!(select_by_id!(); id))
        .await?
        .map(|row| read(&row))
        .transpose()
}

async fn find_by_address(
    mut conn: Conn<'_>,
    network: Network,
    address: EvmAddress,
) -> Result<Option<Wallet>> {
    let statement = sql!(
        concat!("SELECT ", wallet_columns!(), " FROM wallets WHERE network = $1 AND address = $2");
        network, address.to_string()
    );
    conn.optional(statement)
        .await?
        .map(|row| read(&row))
        .transpose()
}

async fn count_of(mut conn: Conn<'_>, owner: UserId) -> Result<u32> {
    let statement = sql!("SELECT count(*) AS wallets FROM wallets WHERE owner_id = $1"; owner);
    conn.one(statement).await?.get("wallets")
}

impl Store {
    /// A wallet of this owner.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_wallet_of(&self, owner: UserId, id: WalletId) -> Result<Option<Wallet>> {
        let statement = sql!(concat!(select_by_id!(), " AND owner_id = $2"); id, owner);
        self.all(statement).await?.first().map(read).transpose()
    }

    /// A wallet, whoever asks: for employees' pages, the executor and the worker.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_wallet_unscoped(&self, id: WalletId) -> Result<Option<Wallet>> {
        find_unscoped(self.into(), id).await
    }

    /// The wallet that custody knows by this id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_wallet_by_custody_id_unscoped(
        &self,
        custody_wallet_id: &CustodyWalletId,
    ) -> Result<Option<Wallet>> {
        let statement = sql!(
            concat!("SELECT ", wallet_columns!(), " FROM wallets WHERE custody_wallet_id = $1");
            custody_wallet_id.as_str()
        );
        self.all(statement).await?.first().map(read).transpose()
    }

    /// Our wallet that has an address on a network.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_wallet_by_address_unscoped(
        &self,
        network: Network,
        address: EvmAddress,
    ) -> Result<Option<Wallet>> {
        find_by_address(self.into(), network, address).await
    }

    /// All wallets of an owner, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn wallets_of(&self, owner: UserId) -> Result<Vec<Wallet>> {
        let statement = sql!(
            concat!(
                "SELECT ", wallet_columns!(), " FROM wallets WHERE owner_id = $1
                 ORDER BY created_at, id"
            );
            owner
        );
        self.all(statement).await?.iter().map(read).collect()
    }

    /// How many wallets a user owns, in any state.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn count_wallets_of(&self, owner: UserId) -> Result<u32> {
        count_of(self.into(), owner).await
    }
}

impl Tx {
    /// See [`Store::find_wallet_unscoped`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_wallet_unscoped(&mut self, id: WalletId) -> Result<Option<Wallet>> {
        find_unscoped(self.into(), id).await
    }

    /// See [`Store::find_wallet_by_address_unscoped`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_wallet_by_address_unscoped(
        &mut self,
        network: Network,
        address: EvmAddress,
    ) -> Result<Option<Wallet>> {
        find_by_address(self.into(), network, address).await
    }

    /// How many wallets a user owns, in any state.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn count_wallets_of(&mut self, owner: UserId) -> Result<u32> {
        count_of(self.into(), owner).await
    }

    /// Keeps a wallet as it is until this transaction ends; others may do the same. Locked after the
    /// pause, before a delegation.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_wallet_shared(&mut self, id: WalletId) -> Result<Option<Wallet>> {
        let statement =
            sql!(sqlite: select_by_id!(), postgres: concat!(select_by_id!(), " FOR SHARE"); id);
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }

    /// Waits for all transactions that have locked the wallet, and keeps new ones out until this one
    /// ends: after the commit nothing acts on the former state.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_wallet_exclusive(&mut self, id: WalletId) -> Result<Option<Wallet>> {
        let statement = sql!(
            sqlite: select_by_id!(),
            // Not FOR UPDATE: rows that merely refer to the wallet may be written meanwhile.
            postgres: concat!(select_by_id!(), " FOR NO KEY UPDATE");
            id
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }

    /// Renames a wallet of this owner. `None` when the owner has no such wallet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn rename_wallet_of(
        &mut self,
        owner: UserId,
        id: WalletId,
        name: &str,
    ) -> Result<Option<Wallet>> {
        let statement = sql!(
            concat!(
                "UPDATE wallets SET name = $3 WHERE id = $1 AND owner_id = $2 RETURNING ",
                wallet_columns!()
            );
            id, owner, name
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }

    /// Holds a wallet since a moment, or lets it go with `None`. The two holds are apart: the wallet
    /// is usable when neither is on. A hold that is on keeps its first time.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn set_wallet_frozen(
        &mut self,
        id: WalletId,
        by: Freezer,
        since: Option<OffsetDateTime>,
    ) -> Result<Option<Wallet>> {
        // The status follows the two times; while opening it waits for custody.
        let text = match by {
            Freezer::Owner => concat!(
                "UPDATE wallets SET
                     frozen_by_owner_at = CASE WHEN $2 IS NULL THEN NULL
                         ELSE coalesce(frozen_by_owner_at, $2) END,
                     status = CASE WHEN status = 'opening' THEN status
                         WHEN $2 IS NULL AND frozen_by_bank_at IS NULL THEN 'active'
                         ELSE 'frozen' END
                 WHERE id = $1 RETURNING ",
                wallet_columns!()
            ),
            Freezer::Bank => concat!(
                "UPDATE wallets SET
                     frozen_by_bank_at = CASE WHEN $2 IS NULL THEN NULL
                         ELSE coalesce(frozen_by_bank_at, $2) END,
                     status = CASE WHEN status = 'opening' THEN status
                         WHEN $2 IS NULL AND frozen_by_owner_at IS NULL THEN 'active'
                         ELSE 'frozen' END
                 WHERE id = $1 RETURNING ",
                wallet_columns!()
            ),
        };
        self.optional(sql!(text; id, since))
            .await?
            .map(|row| read(&row))
            .transpose()
    }
}
