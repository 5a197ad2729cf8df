//! The local copy of what custody reports of each wallet.

use std::collections::HashMap;

use domain::id::WalletId;
use domain::money::BaseUnits;
use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::{Arg, Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// One asset in a wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Id of the asset in our registry, or `<Network>:<contract in lower case>` for unlisted ones.
    pub asset_key: String,
    /// Whether the asset is in our registry.
    pub listed: bool,
    /// The registry's symbol, or what an unlisted token calls itself.
    pub symbol: String,
    /// Decimals as custody reports them.
    pub decimals: u8,
    /// In base units.
    pub amount: BaseUnits,
}

/// What is known of a wallet's balances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceCopy {
    /// The wallet.
    pub wallet_id: WalletId,
    /// When the request was made whose answer this is; `None` when there was no answer yet.
    pub as_of: Option<OffsetDateTime>,
    /// When custody was last asked.
    pub asked_at: Option<OffsetDateTime>,
    /// When the latest request failed; `None` when it succeeded.
    pub failed_at: Option<OffsetDateTime>,
    /// By asset key.
    pub balances: Vec<Balance>,
}

fn read_balance(row: &Row) -> Result<Balance> {
    Ok(Balance {
        asset_key: row.get("asset_key")?,
        listed: row.get("listed")?,
        symbol: row.get("symbol")?,
        decimals: row.get("decimals")?,
        amount: row.get("amount")?,
    })
}

/// Copies of these wallets, in one statement: rows of one wallet follow each other.
async fn copies(mut conn: Conn<'_>, wallets: &[WalletId]) -> Result<Vec<BalanceCopy>> {
    macro_rules! select {
        ($condition:literal) => {
            concat!(
                "SELECT c.wallet_id, c.as_of, c.asked_at, c.failed_at,
                     b.asset_key, b.listed, b.symbol, b.decimals, b.amount
                 FROM balance_copies c LEFT JOIN balances b ON b.wallet_id = c.wallet_id
                 WHERE c.wallet_id ",
                $condition,
                " ORDER BY c.wallet_id, b.asset_key"
            )
        };
    }
    let ids = Arg::Ids(wallets.iter().map(|wallet| wallet.uuid()).collect());
    let statement = sql!(
        sqlite: select!("IN (SELECT unhex(value) FROM json_each($1))"),
        postgres: select!("= ANY($1)");
        ids
    );
    let mut copies: Vec<BalanceCopy> = Vec::new();
    for row in conn.all(statement).await? {
        let wallet_id = row.get("wallet_id")?;
        if copies.last().is_none_or(|copy| copy.wallet_id != wallet_id) {
            copies.push(BalanceCopy {
                wallet_id,
                as_of: row.opt("as_of")?,
                asked_at: row.opt("asked_at")?,
                failed_at: row.opt("failed_at")?,
                balances: Vec::new(),
            });
        }
        if let (Some(copy), Some(_)) = (copies.last_mut(), row.opt::<String>("asset_key")?) {
            copy.balances.push(read_balance(&row)?);
        }
    }
    Ok(copies)
}

impl Store {
    /// What is known of the balances of these wallets; wallets of which nothing is known are left
    /// out.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn balance_copies(
        &self,
        wallets: &[WalletId],
    ) -> Result<HashMap<WalletId, BalanceCopy>> {
        let copies = copies(self.into(), wallets).await?;
        Ok(copies
            .into_iter()
            .map(|copy| (copy.wallet_id, copy))
            .collect())
    }

    /// Wallets in use whose copy is older than a moment or missing, and about which custody was
    /// not asked since another moment; the oldest copies first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn balances_due(
        &self,
        as_of_before: OffsetDateTime,
        asked_before: OffsetDateTime,
        limit: u32,
    ) -> Result<Vec<WalletId>> {
        let statement = sql!(
            "SELECT w.id FROM wallets w LEFT JOIN balance_copies c ON c.wallet_id = w.id
             WHERE w.status <> 'opening'
               AND (c.as_of IS NULL OR c.as_of < $1)
               AND (c.asked_at IS NULL OR c.asked_at < $2)
             ORDER BY c.as_of NULLS FIRST, w.id LIMIT $3";
            as_of_before, asked_before, limit
        );
        self.all(statement)
            .await?
            .iter()
            .map(|row| row.get("id"))
            .collect()
    }
}

impl Tx {
    /// What is known of the balances of a wallet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn balance_copy(&mut self, wallet: WalletId) -> Result<Option<BalanceCopy>> {
        Ok(copies(self.into(), &[wallet]).await?.pop())
    }

    /// Notes that custody is being asked about a wallet, unless it was asked since a moment:
    /// `false` then, and nobody should ask.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn claim_balance_request(
        &mut self,
        wallet: WalletId,
        now: OffsetDateTime,
        asked_before: OffsetDateTime,
    ) -> Result<bool> {
        let statement = sql!(
            "INSERT INTO balance_copies (wallet_id, asked_at) VALUES ($1, $2)
             ON CONFLICT (wallet_id) DO UPDATE SET asked_at = $2
             WHERE balance_copies.asked_at IS NULL OR balance_copies.asked_at < $3";
            wallet, now, asked_before
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Notes that a request made at `asked_at` failed, unless a later one succeeded.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn note_balance_failure(
        &mut self,
        wallet: WalletId,
        asked_at: OffsetDateTime,
    ) -> Result<()> {
        let statement = sql!(
            "INSERT INTO balance_copies (wallet_id, failed_at) VALUES ($1, $2)
             ON CONFLICT (wallet_id) DO UPDATE SET failed_at = $2
             WHERE balance_copies.as_of IS NULL OR balance_copies.as_of < $2";
            wallet, asked_at
        );
        self.execute(statement).await.map(drop)
    }

    /// Puts an answer in the place of the copy. `as_of` is when the request was made; an older
    /// answer never overwrites a newer one: `false` then.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn replace_balances(
        &mut self,
        wallet: WalletId,
        as_of: OffsetDateTime,
        balances: &[Balance],
    ) -> Result<bool> {
        let guard = sql!(
            "INSERT INTO balance_copies (wallet_id, as_of) VALUES ($1, $2)
             ON CONFLICT (wallet_id) DO UPDATE SET as_of = $2, failed_at = NULL
             WHERE balance_copies.as_of IS NULL OR balance_copies.as_of <= $2";
            wallet, as_of
        );
        if self.execute(guard).await? == 0 {
            return Ok(false);
        }
        self.execute(sql!("DELETE FROM balances WHERE wallet_id = $1"; wallet))
            .await?;
        for Balance {
            asset_key,
            listed,
            symbol,
            decimals,
            amount,
        } in balances
        {
            let insert = sql!(
                "INSERT INTO balances (wallet_id, asset_key, listed, symbol, decimals, amount)
                 VALUES ($1, $2, $3, $4, $5, $6)";
                wallet, asset_key, *listed, symbol, *decimals, *amount
            );
            self.execute(insert).await?;
        }
        Ok(true)
    }
}
