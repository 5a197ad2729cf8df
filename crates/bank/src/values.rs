//! Values in euro, for reading only: no rule looks at them, and they are absent rather than
//! guessed.

use std::collections::HashMap;

use domain::asset::Asset;
use domain::money::{BaseUnits, Quote, euro_value};
use store::rates::FxRate;
use time::Duration;

use crate::Bank;
use crate::error::Result;
use crate::units;
use crate::wallets::EuroValue;

/// How old the day's rates may be before they are asked for again.
const RATES_EVERY: Duration = Duration::hours(6);

/// After so long without an answer of their source rates are not told any more.
const RATES_GOOD_FOR: Duration = Duration::days(7);

/// After so long a price is none any more.
const QUOTES_GOOD_FOR: Duration = Duration::days(1);

/// Everything that is needed to value a page of balances, read once.
#[derive(Debug, Default)]
pub(crate) struct Prices {
    usd_per_eur: Option<Quote>,
    usd: HashMap<String, Quote>,
}

impl Bank {
    /// The prices that are new enough to tell.
    pub(crate) async fn prices(&self) -> Result<Prices> {
        let now = self.clock().now();
        let rate = self.store().fx_rate("USD").await?;
        let usd_per_eur = rate
            .filter(|rate| now - rate.fetched_at < RATES_GOOD_FOR)
            .and_then(|rate| Quote::parse(&rate.per_eur).ok());
        let quotes = self.store().quotes().await?;
        let usd = quotes
            .into_iter()
            .filter(|quote| now - quote.as_of < QUOTES_GOOD_FOR)
            .filter_map(|quote| Some((quote.asset_key, Quote::parse(&quote.usd).ok()?)))
            .collect();
        Ok(Prices { usd_per_eur, usd })
    }

    /// About how much an amount of a listed asset is worth.
    pub(crate) fn euro_value(
        &self,
        prices: &Prices,
        asset: &Asset,
        amount: BaseUnits,
    ) -> Option<EuroValue> {
        let (usd_quote, demo_rate) = if asset.network().is_test() {
            // Coins of test networks have no market; what custody may quote for them is noise.
            let demo = self.settings().demo.as_ref()?;
            (Quote::parse(demo.usd_quote(asset.symbol())?).ok()?, true)
        } else {
            (*prices.usd.get(&asset.id().to_string())?, false)
        };
        let cents = euro_value(amount, asset.decimals(), usd_quote, prices.usd_per_eur?)?;
        Some(EuroValue { cents, demo_rate })
    }

    /// Asks for the day's exchange rates if ours have become old; the worker calls it every now
    /// and then. A source that fails leaves the known rates as they are.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn refresh_rates_if_due(&self) -> Result<()> {
        let now = self.clock().now();
        let known = self.store().fx_rate("USD").await?;
        if known.is_some_and(|rate| now - rate.fetched_at < RATES_EVERY) {
            return Ok(());
        }
        let daily = match self.rates().daily().await {
            Ok(daily) => daily,
            Err(error) => {
                tracing::warn!(%error, "exchange rates were not read");
                return Ok(());
            }
        };
        let mut tx = self.store().begin(units::STORE_RATES).await?;
        for (currency, per_eur) in &daily.per_eur {
            if Quote::parse(per_eur).is_ok() {
                let rate = FxRate {
                    currency: currency.clone(),
                    per_eur: per_eur.clone(),
                    day: daily.day.clone(),
                    fetched_at: now,
                };
                tx.put_fx_rate(&rate).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}
