//! What a bank knows about having been restored from a backup, and what is held since.

use domain::id::{DelegationId, TransferId, WalletId};
use domain::money::BaseUnits;
use domain::network::Network;
use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};
use crate::wallets::{Wallet, wallet_columns};

/// Where a recovery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovery {
    /// When the backup was taken, where it says so.
    pub backup_at: Option<OffsetDateTime>,
    /// When the bank was first started on it; absent while there is nothing to recover from.
    pub restored_at: Option<OffsetDateTime>,
    /// When custody's books were read back to the last wallet.
    pub read_at: Option<OffsetDateTime>,
}

impl Recovery {
    /// Whether custody's record still has to be read back.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        self.restored_at.is_some() && self.read_at.is_none()
    }

    /// Whether this is a backup on which no bank was started yet.
    #[must_use]
    pub fn is_fresh_backup(&self) -> bool {
        self.backup_at.is_some() && self.restored_at.is_none()
    }
}

/// How far the reading back is, and how much there is to look through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecoveryCounts {
    /// Wallets of the bank.
    pub wallets: u32,
    /// Those whose transfers at custody were read back.
    pub wallets_read: u32,
    /// Transfers that are held.
    pub held: u32,
    /// Transfers that custody was ahead with.
    pub recovered: u32,
    /// Grants that allow sending; each may have been revoked after the backup.
    pub grants: u32,
    /// Wallets that nobody has frozen; each may have been frozen after the backup.
    pub unfrozen: u32,
}

/// Transfers that a restore concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterRestore {
    /// Held until somebody releases or withdraws them.
    Held,
    /// Those that custody was ahead with, since the restore that people have not ended yet.
    Recovered,
}

/// A grant that allows sending: it may have been revoked or lowered after the backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantAtRisk {
    /// Its id.
    pub id: DelegationId,
    /// The wallet.
    pub wallet: WalletId,
    /// Its name.
    pub wallet_name: String,
    /// Its network, whose native asset the limit is in.
    pub network: Network,
    /// Email of who gave it.
    pub grantor_email: String,
    /// Email of who holds it.
    pub grantee_email: String,
    /// The personal limit, in base units of the network's native asset.
    pub transfer_limit: Option<BaseUnits>,
    /// When it was given or changed last.
    pub updated_at: OffsetDateTime,
}

/// A wallet that nobody has frozen: it may have been frozen after the backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletAtRisk {
    /// Its id.
    pub id: WalletId,
    /// Its name.
    pub name: String,
    /// Its network.
    pub network: Network,
    /// Email of its owner.
    pub owner_email: String,
}

fn read(row: &Row) -> Result<Recovery> {
    Ok(Recovery {
        backup_at: row.opt("backup_at")?,
        restored_at: row.opt("restored_at")?,
        read_at: row.opt("read_at")?,
    })
}

macro_rules! select {
    () => {
        "SELECT backup_at, restored_at, read_at FROM recovery WHERE id = 1"
    };
}

async fn recovery(mut conn: Conn<'_>) -> Result<Recovery> {
    read(&conn.one(sql!(select!())).await?)
}

impl Store {
    /// Where the recovery stands.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn recovery(&self) -> Result<Recovery> {
        recovery(self.into()).await
    }

    /// How far the reading back is, and what people have to look at.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn recovery_counts(&self) -> Result<RecoveryCounts> {
        let statement = sql!(
            "SELECT (SELECT count(*) FROM wallets) AS wallets,
                 (SELECT count(*) FROM recovery_reads) AS wallets_read,
                 (SELECT count(*) FROM transfers WHERE held_since IS NOT NULL
                     AND status IN ('pending', 'approved', 'submitting')) AS held,
                 (SELECT count(*) FROM transfers t, recovery r
                     WHERE t.recovered_at >= r.restored_at) AS recovered,
                 (SELECT count(*) FROM delegations WHERE permission = 'transfer') AS grants,
                 (SELECT count(*) FROM wallets WHERE status = 'active') AS unfrozen"
        );
        let row = Conn::from(self).one(statement).await?;
        Ok(RecoveryCounts {
            wallets: row.get("wallets")?,
            wallets_read: row.get("wallets_read")?,
            held: row.get("held")?,
            recovered: row.get("recovered")?,
            grants: row.get("grants")?,
            unfrozen: row.get("unfrozen")?,
        })
    }

    /// Grants that allow sending, the latest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn grants_at_risk(&self, limit: u32) -> Result<Vec<GrantAtRisk>> {
        let statement = sql!(
            "SELECT d.id, d.wallet_id, w.name, w.network, o.email AS grantor, e.email AS grantee,
                 d.transfer_limit, d.updated_at
             FROM delegations d JOIN wallets w ON w.id = d.wallet_id
             JOIN users o ON o.id = d.grantor_id JOIN users e ON e.id = d.grantee_id
             WHERE d.permission = 'transfer' ORDER BY d.updated_at DESC, d.id DESC LIMIT $1";
            limit
        );
        let rows = self.all(statement).await?;
        rows.iter()
            .map(|row| {
                Ok(GrantAtRisk {
                    id: row.get("id")?,
                    wallet: row.get("wallet_id")?,
                    wallet_name: row.get("name")?,
                    network: row.get("network")?,
                    grantor_email: row.get("grantor")?,
                    grantee_email: row.get("grantee")?,
                    transfer_limit: row.opt("transfer_limit")?,
                    updated_at: row.get("updated_at")?,
                })
            })
            .collect()
    }

    /// Wallets that nobody has frozen, the latest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn wallets_at_risk(&self, limit: u32) -> Result<Vec<WalletAtRisk>> {
        let statement = sql!(
            "SELECT w.id, w.name, w.network, o.email FROM wallets w
             JOIN users o ON o.id = w.owner_id
             WHERE w.status = 'active' ORDER BY w.created_at DESC, w.id DESC LIMIT $1";
            limit
        );
        let rows = self.all(statement).await?;
        rows.iter()
            .map(|row| {
                Ok(WalletAtRisk {
                    id: row.get("id")?,
                    name: row.get("name")?,
                    network: row.get("network")?,
                    owner_email: row.get("email")?,
                })
            })
            .collect()
    }

    /// Wallets with an id at custody whose transfers there were not read back yet, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn wallets_to_read_back(&self, limit: u32) -> Result<Vec<Wallet>> {
        let statement = sql!(
            concat!(
                "SELECT ",
                wallet_columns!("w."),
                " FROM wallets w LEFT JOIN recovery_reads r ON r.wallet_id = w.id
                 WHERE r.wallet_id IS NULL AND w.custody_wallet_id IS NOT NULL
                   AND w.address IS NOT NULL
                 ORDER BY w.created_at, w.id LIMIT $1"
            );
            limit
        );
        self.all(statement)
            .await?
            .iter()
            .map(crate::wallets::read)
            .collect()
    }
}

impl Tx {
    /// Where the recovery stands.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn recovery(&mut self) -> Result<Recovery> {
        recovery(self.into()).await
    }

    /// Where the recovery stands, locked until the end of the transaction.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_recovery(&mut self) -> Result<Recovery> {
        let statement = sql!(sqlite: select!(), postgres: concat!(select!(), " FOR UPDATE"));
        read(&self.one(statement).await?)
    }

    /// Says that this database is a backup, as of the newest thing that it knows.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn mark_as_backup(&mut self, now: OffsetDateTime) -> Result<()> {
        let statement = sql!(
            "UPDATE recovery SET backup_at = COALESCE((SELECT max(at) FROM audit), $1),
                 restored_at = NULL, read_at = NULL WHERE id = 1";
            now
        );
        self.execute(statement).await.map(drop)
    }

    /// Whether the tables lie in another database of the server than at the last start: they were
    /// restored into it, or copied. Notes where they lie now. SQLite cannot tell; its backups say by
    /// themselves what they are.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn was_moved(&mut self) -> Result<bool> {
        if !self.is_postgres() {
            return Ok(false);
        }
        let own = sql!(
            "SELECT oid::bigint::text AS oid FROM pg_database WHERE datname = current_database()"
        );
        let oid: String = self.one(own).await?.get("oid")?;
        let note = sql!(
            "INSERT INTO meta (key, value) VALUES ('database_oid', $1) ON CONFLICT DO NOTHING"; &oid
        );
        self.execute(note).await?;
        let moved = sql!(
            "UPDATE meta SET value = $1 WHERE key = 'database_oid' AND value <> $1"; &oid
        );
        Ok(self.execute(moved).await? == 1)
    }

    /// Begins a recovery: nothing was read back yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn begin_recovery(&mut self, restored_at: OffsetDateTime) -> Result<()> {
        self.execute(sql!("DELETE FROM recovery_reads")).await?;
        let statement = sql!(
            "UPDATE recovery SET restored_at = $1, read_at = NULL WHERE id = 1"; restored_at
        );
        self.execute(statement).await.map(drop)
    }

    /// Holds every transfer that was not at custody yet by this database. Answers how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn hold_open_transfers(&mut self, since: OffsetDateTime) -> Result<u64> {
        self.execute(sql!(
            "UPDATE transfers SET held_since = $1 WHERE held_since IS NULL
             AND (status IN ('pending', 'approved')
                 OR (status = 'submitting' AND custody_id IS NULL))";
            since
        ))
        .await
    }

    /// Lifts the hold of a transfer. `false` when there was none.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lift_hold(&mut self, id: TransferId) -> Result<bool> {
        let lifted = self
            .execute(sql!(
                "UPDATE transfers SET held_since = NULL WHERE id = $1 AND held_since IS NOT NULL";
                id
            ))
            .await?;
        Ok(lifted == 1)
    }

    /// Notes that custody was ahead with a transfer, whose hold ends by that.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn note_recovered(&mut self, id: TransferId, at: OffsetDateTime) -> Result<()> {
        let statement = sql!(
            "UPDATE transfers SET recovered_at = COALESCE(recovered_at, $2), held_since = NULL
             WHERE id = $1";
            id, at
        );
        self.execute(statement).await.map(drop)
    }

    /// Notes that a wallet's transfers at custody were read back.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn note_read_back(
        &mut self,
        wallet: WalletId,
        at: OffsetDateTime,
        booked: u32,
    ) -> Result<()> {
        let statement = sql!(
            "INSERT INTO recovery_reads (wallet_id, read_at, booked) VALUES ($1, $2, $3)
             ON CONFLICT (wallet_id) DO NOTHING";
            wallet, at, booked
        );
        self.execute(statement).await.map(drop)
    }

    /// Notes the end of the reading back, if no wallet that is older than the restore is left.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn finish_reading_back(&mut self, at: OffsetDateTime) -> Result<bool> {
        let statement = sql!(
            "UPDATE recovery SET read_at = $1
             WHERE id = 1 AND restored_at IS NOT NULL AND read_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM wallets w LEFT JOIN recovery_reads r
                   ON r.wallet_id = w.id
                   WHERE r.wallet_id IS NULL AND w.created_at <= recovery.restored_at)";
            at
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Ends the recovery. What is held stays held.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_recovery(&mut self) -> Result<()> {
        self.execute(sql!(
            "UPDATE recovery SET backup_at = NULL, restored_at = NULL, read_at = NULL WHERE id = 1"
        ))
        .await
        .map(drop)
    }
}
