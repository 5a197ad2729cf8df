//! What of a wallet's balance is spoken for.

use domain::asset::AssetId;
use domain::id::WalletId;
use domain::money::BaseUnits;
use time::OffsetDateTime;

use crate::Store;
use crate::error::Result;
use crate::sql::{Arg, sql};
use crate::tx::{Conn, Tx};

/// An amount that a wallet's balance does not show yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    /// The wallet.
    pub wallet: WalletId,
    /// What leaves it.
    pub asset: AssetId,
    /// How much, in base units.
    pub amount: BaseUnits,
    /// When it was confirmed; absent for what is under way. A balance read later shows it.
    pub confirmed_at: Option<OffsetDateTime>,
}

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
    /// The reservations of several wallets at once, those confirmed before `since` left out; good
    /// for showing only.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn reservations(
        &self,
        wallets: &[WalletId],
        since: OffsetDateTime,
    ) -> Result<Vec<Reservation>> {
        macro_rules! select {
            ($condition:literal) => {
                concat!(
                    "SELECT wallet_id, asset_id, amount, confirmed_at FROM transfers \
                     WHERE (status IN ('approved', 'submitting', 'broadcasted') \
                     OR (status = 'confirmed' AND confirmed_at > $1)) AND wallet_id ",
                    $condition
                )
            };
        }
        let ids = Arg::Ids(wallets.iter().map(|wallet| wallet.uuid()).collect());
        let statement = sql!(
            sqlite: select!("IN (SELECT unhex(value) FROM json_each($2))"),
            postgres: select!("= ANY($2)");
            since, ids
        );
        let rows = self.all(statement).await?;
        rows.iter()
            .map(|row| {
                Ok(Reservation {
                    wallet: row.get("wallet_id")?,
                    asset: row.parsed("asset_id", |text| AssetId::parse(text).ok())?,
                    amount: row.get("amount")?,
                    confirmed_at: row.opt("confirmed_at")?,
                })
            })
            .collect()
    }

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
