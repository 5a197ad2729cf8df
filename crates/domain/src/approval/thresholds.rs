//! The amounts from which on the bank wants to look.

use std::collections::BTreeMap;

use crate::asset::{self, Asset, AssetId};
use crate::money::{AmountError, BaseUnits, parse_decimal};

/// Why a configured threshold is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// No listed asset has this symbol.
    #[error("no listed asset has the symbol {symbol}")]
    UnknownSymbol {
        /// As configured.
        symbol: String,
    },
    /// Ether has the main threshold.
    #[error("the threshold of ETH is the main one and does not belong in the list by symbol")]
    Ether,
    /// One symbol twice.
    #[error("the symbol {symbol} has two thresholds")]
    Twice {
        /// As configured.
        symbol: String,
    },
    /// Not an amount of that asset.
    #[error("the threshold of {symbol}: {source}")]
    Amount {
        /// As configured, or `ETH`.
        symbol: String,
        /// What is wrong with the amount.
        source: AmountError,
    },
}

/// Thresholds by asset: one for the native coin of all networks that count in ether, others by
/// symbol. An asset without one always waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thresholds(BTreeMap<AssetId, BaseUnits>);

impl Thresholds {
    /// From decimal texts in units of each asset: one for ether, pairs of symbol and amount for
    /// others (in any letter case; `USDC` means the token as well as Arc's native coin).
    ///
    /// # Errors
    /// [`ThresholdError`], the first that is found.
    pub fn parse<'a>(
        ether: &str,
        by_symbol: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ThresholdError> {
        let mut thresholds = Self(BTreeMap::new());
        thresholds.insert("ETH", ether, is_ether)?;
        for (symbol, amount) in by_symbol {
            if symbol.eq_ignore_ascii_case("ETH") {
                return Err(ThresholdError::Ether);
            }
            thresholds.insert(symbol, amount, |asset| {
                asset.symbol().eq_ignore_ascii_case(symbol)
            })?;
        }
        Ok(thresholds)
    }

    fn insert(
        &mut self,
        symbol: &str,
        amount: &str,
        meant: impl Fn(&Asset) -> bool,
    ) -> Result<(), ThresholdError> {
        let mut known = false;
        for asset in asset::all().filter(|asset| meant(asset)) {
            known = true;
            let amount = parse_decimal(amount, asset.decimals()).map_err(|source| {
                ThresholdError::Amount {
                    symbol: symbol.to_owned(),
                    source,
                }
            })?;
            if self.0.insert(asset.id(), amount).is_some() {
                return Err(ThresholdError::Twice {
                    symbol: symbol.to_owned(),
                });
            }
        }
        if known {
            Ok(())
        } else {
            Err(ThresholdError::UnknownSymbol {
                symbol: symbol.to_owned(),
            })
        }
    }

    /// The threshold of an asset in its base units; `None` means that it always waits.
    #[must_use]
    pub fn of(&self, asset: &Asset) -> Option<BaseUnits> {
        self.0.get(&asset.id()).copied()
    }
}

fn is_ether(asset: &Asset) -> bool {
    asset.is_native() && asset.network().eth_denominated()
}
