//! One transfer, found or locked, and the transfers that can still be cancelled.

use domain::id::{TransferId, UserId, WalletId};
use domain::reference::{CustodyTransferId, ExternalId, TxHash};

use super::{TransferRecord, transfer_columns};
use crate::Store;
use crate::error::Result;
use crate::sql::{Row, sql};
use crate::tx::{Conn, Tx};

async fn find(mut conn: Conn<'_>, id: TransferId) -> Result<Option<TransferRecord>> {
    let text = concat!(
        "SELECT ",
        transfer_columns!(),
        " FROM transfers t WHERE t.id = $1"
    );
    conn.optional(sql!(text; id))
        .await?
        .map(|row| TransferRecord::read(&row))
        .transpose()
}

fn records(rows: &[Row]) -> Result<Vec<TransferRecord>> {
    rows.iter().map(TransferRecord::read).collect()
}

impl Store {
    /// A transfer, whoever may see it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_transfer_unscoped(&self, id: TransferId) -> Result<Option<TransferRecord>> {
        find(self.into(), id).await
    }

    /// The transfer that custody knows by this id, or else the one that it remembers under this
    /// external id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_transfer_at_custody_unscoped(
        &self,
        id: &CustodyTransferId,
        external_id: Option<&str>,
    ) -> Result<Option<TransferRecord>> {
        let text = concat!(
            "SELECT ",
            transfer_columns!(),
            " FROM transfers t WHERE t.custody_id = $1 OR t.external_id = $2"
        );
        let found = records(&self.all(sql!(text; id.as_str(), external_id)).await?)?;
        let by_id = found
            .iter()
            .position(|transfer| transfer.custody.id.as_ref() == Some(id));
        Ok(found.into_iter().nth(by_id.unwrap_or(0)))
    }

    /// Whether a transfer of a wallet is known to have this hash.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn has_transfer_with_hash(&self, wallet: WalletId, hash: &TxHash) -> Result<bool> {
        let statement = sql!(
            "SELECT t.id FROM transfers t WHERE t.wallet_id = $1 AND t.tx_hash = $2 LIMIT 1";
            wallet, hash.to_string()
        );
        Ok(!self.all(statement).await?.is_empty())
    }

    /// The transfers of a wallet that custody may have and that have no hash yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfers_without_hash(&self, wallet: WalletId) -> Result<Vec<TransferId>> {
        let statement = sql!(
            "SELECT t.id FROM transfers t
             WHERE t.wallet_id = $1 AND t.status = 'submitting' ORDER BY t.id";
            wallet
        );
        let rows = self.all(statement).await?;
        rows.iter().map(|row| row.get("id")).collect()
    }

    /// The bytes that are sent to custody, as they were rendered when the transfer was made.
    ///
    /// # Errors
    /// If the database fails or there is no such transfer.
    pub async fn transfer_body(&self, id: TransferId) -> Result<Vec<u8>> {
        let mut conn = Conn::from(self);
        conn.one(sql!("SELECT body FROM transfers WHERE id = $1"; id))
            .await?
            .get("body")
    }

    /// The history of a transfer: the names of the states that it passed through, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_steps(&self, id: TransferId) -> Result<Vec<String>> {
        let text = "SELECT status FROM transfer_steps WHERE transfer_id = $1 ORDER BY seq";
        self.all(sql!(text; id))
            .await?
            .iter()
            .map(|row| row.get("status"))
            .collect()
    }
}

impl Tx {
    /// A transfer, whoever may see it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_transfer_unscoped(
        &mut self,
        id: TransferId,
    ) -> Result<Option<TransferRecord>> {
        find(self.into(), id).await
    }

    /// A transfer, locked until the end of the transaction.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_transfer(&mut self, id: TransferId) -> Result<Option<TransferRecord>> {
        let statement = sql!(
            sqlite: concat!("SELECT ", transfer_columns!(), " FROM transfers t WHERE t.id = $1"),
            postgres: concat!(
                "SELECT ", transfer_columns!(), " FROM transfers t WHERE t.id = $1 FOR UPDATE"
            );
            id
        );
        self.optional(statement)
            .await?
            .map(|row| TransferRecord::read(&row))
            .transpose()
    }

    /// The transfer that has an external id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_transfer_by_external_id(
        &mut self,
        external_id: &ExternalId,
    ) -> Result<Option<TransferRecord>> {
        let text = concat!(
            "SELECT ",
            transfer_columns!(),
            " FROM transfers t WHERE t.external_id = $1"
        );
        let found = self.optional(sql!(text; external_id.as_str())).await?;
        found.map(|row| TransferRecord::read(&row)).transpose()
    }

    /// The transfer that custody knows by this id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_transfer_by_custody_id(
        &mut self,
        id: &CustodyTransferId,
    ) -> Result<Option<TransferRecord>> {
        let text = concat!(
            "SELECT ",
            transfer_columns!(),
            " FROM transfers t WHERE t.custody_id = $1"
        );
        let found = self.optional(sql!(text; id.as_str())).await?;
        found.map(|row| TransferRecord::read(&row)).transpose()
    }

    /// The `pending` and `approved` transfers of a wallet, of one initiator (on all wallets, or on
    /// one), locked in the order of their ids.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_open_transfers(
        &mut self,
        wallet: Option<WalletId>,
        initiator: Option<UserId>,
    ) -> Result<Vec<TransferRecord>> {
        let statement = sql!(
            sqlite: concat!(
                "SELECT ", transfer_columns!(), " FROM transfers t \
                 WHERE t.status IN ('pending', 'approved') AND ($1 IS NULL OR t.wallet_id = $1) \
                 AND ($2 IS NULL OR t.initiator_id = $2) ORDER BY t.id"
            ),
            postgres: concat!(
                "SELECT ", transfer_columns!(), " FROM transfers t \
                 WHERE t.status IN ('pending', 'approved') AND ($1 IS NULL OR t.wallet_id = $1) \
                 AND ($2 IS NULL OR t.initiator_id = $2) ORDER BY t.id FOR UPDATE"
            );
            wallet, initiator
        );
        records(&self.all(statement).await?)
    }
}
