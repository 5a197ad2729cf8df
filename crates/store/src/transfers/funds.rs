//! What of a wallet's balance is spoken for.

use domain::asset::AssetId;
use domain::id::WalletId;
use domain::money::BaseUnits;
use time::OffsetDateTime;

use crate::Store;
use crate::error::Result;
use crate::sql::sql;
use crate::tx::{Conn, Tx};

async fn reserved(
    mut conn: Conn<'_>,
    wallet: WalletId,
    asset: AssetId,
    as_of: OffsetDateTime,
) -> Result<BaseUnits> {
    let statement = sql!(
        "SELECT amount FROM transfers WHERE wallet_id = $1 AND asset_id = $2 \
         AND (status IN ('approved', 'submitting', 'broadcasted') \
         OR (status = 'confirmed' AND confirmed_at > $3))";
        wallet, asset.to_string(), as_of
    );
    let rows = conn.all(statement).await?;
    // Summed here and not by the database: SQLite would make a float of it.
    rows.iter().try_fold(BaseUnits::ZERO, |sum, row| {
        Ok(sum.saturating_add(row.get("amount")?))
    })
}

async fn under_way(
    mut conn: Conn<'_>,
    wallet: WalletId,
    as_of: OffsetDateTime,
) -> Result<Vec<AssetId>> {
    let statement = sql!(
        "SELECT asset_id FROM transfers WHERE wallet_id = $1 \
         AND (status IN ('approved', 'submitting', 'broadcasted') \
         OR (status = 'confirmed' AND confirmed_at > $2))";
        wallet, as_of
    );
    let rows = conn.all(statement).await?;
    let asset = |text: &str| AssetId::parse(text).ok();
    rows.iter()
        .map(|row| row.parsed("asset_id", asset))
        .collect()
}

impl Store {
    /// See [`Tx::transfers_under_way`]; without the wallet's lock it is good for showing only.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfers_under_way(
        &self,
        wallet: WalletId,
        as_of: OffsetDateTime,
    ) -> Result<Vec<AssetId>> {
        under_way(self.into(), wallet, as_of).await
    }

    /// See [`Tx::reserved_funds`]; without the wallet's lock it is good for showing only.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn reserved_funds(
        &self,
        wallet: WalletId,
        asset: AssetId,
        as_of: OffsetDateTime,
    ) -> Result<BaseUnits> {
        reserved(self.into(), wallet, asset, as_of).await
    }
}

impl Tx {
    /// The asset of each of a wallet's transfers that [`Tx::reserved_funds`] counts: each also
    /// pays a fee that a balance of `as_of` does not show yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfers_under_way(
        &mut self,
        wallet: WalletId,
        as_of: OffsetDateTime,
    ) -> Result<Vec<AssetId>> {
        under_way(self.into(), wallet, as_of).await
    }

    /// The sum of a wallet's transfers of one asset that a balance of `as_of` does not show yet:
    /// `approved`, `submitting`, `broadcasted`, and those confirmed later than that.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn reserved_funds(
        &mut self,
        wallet: WalletId,
        asset: AssetId,
        as_of: OffsetDateTime,
    ) -> Result<BaseUnits> {
        reserved(self.into(), wallet, asset, as_of).await
    }
}
