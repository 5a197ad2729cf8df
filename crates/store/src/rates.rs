//! Prices and exchange rates, kept as the decimal texts they came as.

use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::Tx;

/// The latest price of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteRow {
    /// Id of the asset in our registry.
    pub asset_key: String,
    /// US dollars for one whole unit, a decimal text.
    pub usd: String,
    /// When it was asked for.
    pub as_of: OffsetDateTime,
}

/// The latest exchange rate of a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FxRate {
    /// Three letters, as in `USD`.
    pub currency: String,
    /// Units of it for one euro, a decimal text.
    pub per_eur: String,
    /// The day that the publisher names, as in `2026-11-24`.
    pub day: String,
    /// When it was fetched.
    pub fetched_at: OffsetDateTime,
}

fn read_quote(row: &Row) -> Result<QuoteRow> {
    Ok(QuoteRow {
        asset_key: row.get("asset_key")?,
        usd: row.get("usd")?,
        as_of: row.get("as_of")?,
    })
}

fn read_fx_rate(row: &Row) -> Result<FxRate> {
    Ok(FxRate {
        currency: row.get("currency")?,
        per_eur: row.get("per_eur")?,
        day: row.get("day")?,
        fetched_at: row.get("fetched_at")?,
    })
}

impl Tx {
    /// Keeps a price; an older one never overwrites a newer one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn put_quote(&mut self, quote: &QuoteRow) -> Result<()> {
        let QuoteRow {
            asset_key,
            usd,
            as_of,
        } = quote;
        let statement = sql!(
            "INSERT INTO quotes (asset_key, usd, as_of) VALUES ($1, $2, $3)
             ON CONFLICT (asset_key) DO UPDATE SET usd = $2, as_of = $3 WHERE quotes.as_of <= $3";
            asset_key, usd, *as_of
        );
        self.execute(statement).await.map(drop)
    }

    /// Keeps an exchange rate; an older one never overwrites a newer one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn put_fx_rate(&mut self, rate: &FxRate) -> Result<()> {
        let FxRate {
            currency,
            per_eur,
            day,
            fetched_at,
        } = rate;
        let statement = sql!(
            "INSERT INTO fx_rates (currency, per_eur, day, fetched_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (currency) DO UPDATE SET per_eur = $2, day = $3, fetched_at = $4
             WHERE fx_rates.fetched_at <= $4";
            currency, per_eur, day, *fetched_at
        );
        self.execute(statement).await.map(drop)
    }
}

impl Store {
    /// The latest prices of all assets that ever had one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn quotes(&self) -> Result<Vec<QuoteRow>> {
        let statement = sql!("SELECT asset_key, usd, as_of FROM quotes ORDER BY asset_key");
        self.all(statement).await?.iter().map(read_quote).collect()
    }

    /// The latest exchange rate of a currency.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn fx_rate(&self, currency: &str) -> Result<Option<FxRate>> {
        let statement = sql!(
            "SELECT currency, per_eur, day, fetched_at FROM fx_rates WHERE currency = $1";
            currency
        );
        self.all(statement)
            .await?
            .first()
            .map(read_fx_rate)
            .transpose()
    }
}
