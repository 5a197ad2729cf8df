//! Opening a wallet: a row that somebody with a lease takes through custody.

use std::time::Duration;

use domain::address::EvmAddress;
use domain::id::WalletId;
use domain::reference::CustodyWalletId;
use time::OffsetDateTime;

use crate::error::Result;
use crate::node::Node;
use crate::sql::sql;
use crate::store::Store;
use crate::tx::Tx;

use super::{NewWallet, Wallet, read, wallet_columns};

impl Tx {
    /// Writes a wallet that is asked for; it is `opening`.
    ///
    /// # Errors
    /// [`Error::UniqueViolation`](crate::Error::UniqueViolation) when the id or the external id is
    /// taken.
    pub async fn insert_wallet(&mut self, wallet: &NewWallet) -> Result<Wallet> {
        let NewWallet {
            id,
            owner_id,
            name,
            network,
            external_id,
            created_at,
        } = wallet;
        let statement = sql!(
            concat!(
                "INSERT INTO wallets (id, owner_id, name, network, status, external_id, created_at)
                 VALUES ($1, $2, $3, $4, 'opening', $5, $6) RETURNING ",
                wallet_columns!()
            );
            *id, *owner_id, name, *network, external_id, *created_at
        );
        read(&self.one(statement).await?)
    }

    /// Takes the lease of a wallet that is to be opened and counts an attempt. `None` when it is
    /// not opening, not due yet, or another node is at it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn claim_opening(
        &mut self,
        id: WalletId,
        node: &Node,
        lease: Duration,
    ) -> Result<Option<Wallet>> {
        let now = self.lease_now().await?;
        let statement = sql!(
            concat!(
                "UPDATE wallets SET lease_node = $2, lease_boot = $3, lease_until = $4,
                     open_attempts = open_attempts + 1
                 WHERE id = $1 AND status = 'opening'
                   AND (lease_until IS NULL OR lease_until < $5)
                   AND (next_open_at IS NULL OR next_open_at <= $5)
                 RETURNING ",
                wallet_columns!()
            );
            id, &node.name, node.boot, now + lease, now
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }

    /// Makes a held lease longer. `false` when it is lost.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn renew_opening(
        &mut self,
        id: WalletId,
        node: &Node,
        lease: Duration,
    ) -> Result<bool> {
        let until = self.lease_now().await? + lease;
        let statement = sql!(
            "UPDATE wallets SET lease_until = $4
             WHERE id = $1 AND status = 'opening' AND lease_node = $2 AND lease_boot = $3";
            id, &node.name, node.boot, until
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Gives the lease back; the next attempt is due after a delay. `false` when it is lost.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn postpone_opening(
        &mut self,
        id: WalletId,
        node: &Node,
        delay: Duration,
    ) -> Result<bool> {
        let next = self.lease_now().await? + delay;
        let statement = sql!(
            "UPDATE wallets SET lease_node = NULL, lease_boot = NULL, lease_until = NULL,
                 next_open_at = $4
             WHERE id = $1 AND status = 'opening' AND lease_node = $2 AND lease_boot = $3";
            id, &node.name, node.boot, next
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Makes the next attempt due at once, because custody says that something happened. `false`
    /// when there is nothing to open or somebody is at it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn hasten_opening(&mut self, id: WalletId) -> Result<bool> {
        let statement = sql!(
            "UPDATE wallets SET next_open_at = NULL
             WHERE id = $1 AND status = 'opening' AND lease_until IS NULL";
            id
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Keeps custody's id of a wallet whose address is still to come. Only the lease holder may,
    /// and only once: `false` otherwise.
    ///
    /// # Errors
    /// [`Error::UniqueViolation`](crate::Error::UniqueViolation) when another wallet has that id.
    pub async fn set_custody_wallet(
        &mut self,
        id: WalletId,
        node: &Node,
        custody_wallet_id: &CustodyWalletId,
    ) -> Result<bool> {
        let statement = sql!(
            "UPDATE wallets SET custody_wallet_id = $4
             WHERE id = $1 AND status = 'opening' AND lease_node = $2 AND lease_boot = $3
               AND (custody_wallet_id IS NULL OR custody_wallet_id = $4)";
            id, &node.name, node.boot, custody_wallet_id.as_str()
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Ends the opening: custody's id and the address are there, the wallet is usable
    /// unless somebody holds it. Only the lease holder may, and only once: `None` otherwise.
    ///
    /// # Errors
    /// [`Error::UniqueViolation`](crate::Error::UniqueViolation) when another wallet has that id or
    /// address.
    pub async fn finish_opening(
        &mut self,
        id: WalletId,
        node: &Node,
        custody_wallet_id: &CustodyWalletId,
        address: EvmAddress,
        at: OffsetDateTime,
    ) -> Result<Option<Wallet>> {
        let statement = sql!(
            concat!(
                "UPDATE wallets SET custody_wallet_id = $4, address = $5, opened_at = $6,
                     status = CASE WHEN frozen_by_owner_at IS NULL AND frozen_by_bank_at IS NULL
                         THEN 'active' ELSE 'frozen' END,
                     lease_node = NULL, lease_boot = NULL, lease_until = NULL, next_open_at = NULL
                 WHERE id = $1 AND status = 'opening' AND lease_node = $2 AND lease_boot = $3
                   AND (custody_wallet_id IS NULL OR custody_wallet_id = $4)
                 RETURNING ",
                wallet_columns!()
            );
            id, &node.name, node.boot, custody_wallet_id.as_str(), address.to_string(), at
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }

    /// Gives back the leases of earlier runs of a node, which starts. Answers how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn take_back_opening_leases(&mut self, node: &Node) -> Result<u64> {
        let statement = sql!(
            "UPDATE wallets SET lease_node = NULL, lease_boot = NULL, lease_until = NULL
             WHERE lease_node = $1 AND lease_boot < $2";
            &node.name, node.boot
        );
        self.execute(statement).await
    }
}

impl Store {
    /// Wallets that somebody should go on opening, oldest first. To be claimed one by one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn openings_due(&self, limit: u32) -> Result<Vec<WalletId>> {
        let now = self.lease_now().await?;
        let statement = sql!(
            "SELECT id FROM wallets
             WHERE status = 'opening'
               AND (lease_until IS NULL OR lease_until < $1)
               AND (next_open_at IS NULL OR next_open_at <= $1)
             ORDER BY created_at, id LIMIT $2";
            now, limit
        );
        self.all(statement)
            .await?
            .iter()
            .map(|row| row.get("id"))
            .collect()
    }
}
