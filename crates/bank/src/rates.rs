//! The port of exchange rates: the European Central Bank's daily reference file.

use std::fmt;

use async_trait::async_trait;

/// One day's reference rates, in the file's own decimal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyRates {
    /// The day they hold for, as `YYYY-MM-DD`.
    pub day: String,
    /// Currency code and how much of it one euro buys.
    pub per_eur: Vec<(String, String)>,
}

/// Why there are no rates.
#[derive(Debug, Clone, thiserror::Error)]
#[error("no exchange rates: {0}")]
pub struct RatesError(pub String);

/// Where the daily rates come from.
#[async_trait]
pub trait Rates: Send + Sync + fmt::Debug {
    /// Reads the newest daily rates. Ends within the adapter's own time limit.
    async fn daily(&self) -> Result<DailyRates, RatesError>;
}

/// No source of rates: values in euro are then absent.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRates;

#[async_trait]
impl Rates for NoRates {
    async fn daily(&self) -> Result<DailyRates, RatesError> {
        Err(RatesError("no source is configured".to_owned()))
    }
}
