//! The value of a crypto amount in euros, for display only.
//!
//! No rule reads such a value: quotes come from outside and may be late or wrong.

use alloy_primitives::U512;

use super::{BaseUnits, Cents, Decimals};

/// The text of a price or an exchange rate is not a plain number, or not a sensible one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a price: a number from 0, with at most 38 digits and 30 decimal places")]
pub struct QuoteError;

/// A price or an exchange rate: `mantissa / 10^scale`, from the text of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quote {
    mantissa: u128,
    scale: u32,
}

impl Quote {
    /// Decimal places beyond which a price is noise.
    const SCALE_MAX: u32 = 30;

    /// Reads the text of a JSON number from 0, or a decimal of the exchange-rate file.
    ///
    /// An exponent is read, since programs print small prices so: `1.5e-7`.
    ///
    /// # Errors
    /// For a sign, spaces, anything that is not a number, and numbers out of range.
    pub fn parse(text: &str) -> Result<Self, QuoteError> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().map_err(|_| QuoteError)?),
            None => (text, 0),
        };
        let (whole, fraction) = match number.split_once('.') {
            Some((_, "")) => return Err(QuoteError),
            Some(parts) => parts,
            None => (number, ""),
        };
        let digits = whole.bytes().chain(fraction.bytes());
        if whole.is_empty() || !digits.clone().all(|byte| byte.is_ascii_digit()) {
            return Err(QuoteError);
        }
        let mantissa = digits
            .map(|byte| u128::from(byte - b'0'))
            .try_fold(0u128, |value, digit| {
                value.checked_mul(10)?.checked_add(digit)
            })
            .ok_or(QuoteError)?;
        let places = i32::try_from(fraction.len()).map_err(|_| QuoteError)?;
        Self::scaled(mantissa, places.checked_sub(exponent).ok_or(QuoteError)?)
    }

    fn scaled(mantissa: u128, scale: i32) -> Result<Self, QuoteError> {
        if let Ok(scale) = u32::try_from(scale) {
            let fits = scale <= Self::SCALE_MAX;
            return if fits {
                Ok(Self { mantissa, scale })
            } else {
                Err(QuoteError)
            };
        }
        10u128
            .checked_pow(scale.unsigned_abs())
            .and_then(|power| mantissa.checked_mul(power))
            .map(|mantissa| Self { mantissa, scale: 0 })
            .ok_or(QuoteError)
    }
}

/// The value of `amount` in euro cents, rounded half to even.
///
/// `usd_quote` is US dollars for one unit of the asset, `usd_per_eur` US dollars for one euro, as
/// the European Central Bank publishes it. `None` for a rate of zero and for values that do not
/// fit: a value is absent rather than guessed.
#[must_use]
pub fn euro_value(
    amount: BaseUnits,
    decimals: Decimals,
    usd_quote: Quote,
    usd_per_eur: Quote,
) -> Option<Cents> {
    let power = |exponent: u32| U512::from(10u8).checked_pow(U512::from(exponent));
    let numerator = U512::from(amount.as_u256())
        .checked_mul(U512::from(usd_quote.mantissa))?
        .checked_mul(power(usd_per_eur.scale)?)?
        .checked_mul(U512::from(100u8))?;
    let denominator = power(u32::from(decimals.0))?
        .checked_mul(power(usd_quote.scale)?)?
        .checked_mul(U512::from(usd_per_eur.mantissa))?;
    if denominator.is_zero() {
        return None;
    }
    let (quotient, rest) = numerator.div_rem(denominator);
    let up = match rest.cmp(&denominator.checked_sub(rest)?) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient.bit(0),
        std::cmp::Ordering::Greater => true,
    };
    let rounded = quotient.checked_add(U512::from(u8::from(up)))?;
    i64::try_from(rounded).ok().map(Cents::new)
}
