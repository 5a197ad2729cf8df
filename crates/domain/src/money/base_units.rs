//! Amounts of crypto assets in base units (wei, token units), 256 bit.

use std::fmt;

use alloy_primitives::U256;

/// How many decimal places an asset has: 18 means that one unit is 10^18 base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimals(pub u8);

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing was given.
    #[error("an amount is missing")]
    Empty,
    /// A sign, exponent, space, separator, hex or non-ASCII digit, or a point without digits
    /// on both of its sides.
    #[error("an amount is written with the digits 0 to 9 and at most one point, as in 0.05")]
    NotDecimal,
    /// `00.1`, `007`: more likely a slip of the finger than an amount, so it is not guessed at.
    #[error("an amount does not start with extra zeros")]
    LeadingZero,
    /// More decimal places than the asset has; they are not rounded away.
    #[error("this asset has {} decimal places, the amount has more", allowed.0)]
    TooManyDecimals {
        /// The decimal places of the asset.
        allowed: Decimals,
    },
    /// More than 2^256 - 1 base units.
    #[error("the amount is too large")]
    TooLarge,
    /// Zero where an amount must move.
    #[error("the amount must be more than zero")]
    Zero,
}

impl AmountError {
    /// Stable code of this refusal.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "amount_missing",
            Self::NotDecimal => "amount_not_decimal",
            Self::LeadingZero => "amount_leading_zero",
            Self::TooManyDecimals { .. } => "amount_too_precise",
            Self::TooLarge => "amount_too_large",
            Self::Zero => "amount_zero",
        }
    }
}

/// An amount in base units of some asset, 0 to 2^256 - 1.
///
/// `Display` prints the integer; [`BaseUnits::to_decimal`] prints units of the asset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BaseUnits(U256);

impl BaseUnits {
    /// Nothing.
    pub const ZERO: Self = Self(U256::ZERO);
    /// 2^256 - 1.
    pub const MAX: Self = Self(U256::MAX);

    /// From a number of base units.
    #[must_use]
    pub fn from_u128(value: u128) -> Self {
        Self(U256::from(value))
    }

    /// From a number of base units.
    #[must_use]
    pub const fn from_u256(value: U256) -> Self {
        Self(value)
    }

    /// From 32 bytes, most significant first.
    #[must_use]
    pub const fn from_be_bytes(bytes: [u8; 32]) -> Self {
        Self(U256::from_be_bytes(bytes))
    }

    /// The number of base units.
    #[must_use]
    pub const fn as_u256(self) -> U256 {
        self.0
    }

    /// 32 bytes, most significant first.
    #[must_use]
    pub const fn to_be_bytes(self) -> [u8; 32] {
        self.0.to_be_bytes()
    }

    /// Whether this is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The sum, or `None` above 2^256 - 1.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` below zero.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The difference, or zero below zero.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The sum, or 2^256 - 1 above it: for sums of reservations, where more is stricter.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The product with a small number, or `None` above 2^256 - 1.
    #[must_use]
    pub fn checked_mul(self, factor: u64) -> Option<Self> {
        self.0.checked_mul(U256::from(factor)).map(Self)
    }

    /// Reads a number of base units: digits only.
    ///
    /// Leading zeros are read, since a database pads with them.
    ///
    /// # Errors
    /// [`AmountError::Empty`], [`AmountError::NotDecimal`], [`AmountError::TooLarge`].
    pub fn parse_integer(text: &str) -> Result<Self, AmountError> {
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        push_digits(U256::ZERO, text).map(Self)
    }

    /// Prints units of an asset: exact, without trailing zeros, without exponent.
    #[must_use]
    pub fn to_decimal(self, decimals: Decimals) -> String {
        let places = usize::from(decimals.0);
        // At least one digit stands before the point.
        let digits = format!("{:0>width$}", self.0.to_string(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        }
    }
}

impl fmt::Display for BaseUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for BaseUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Appends decimal digits to a number.
fn push_digits(start: U256, digits: &str) -> Result<U256, AmountError> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::NotDecimal);
    }
    let ten = U256::from(10u8);
    digits.bytes().try_fold(start, |value, byte| {
        value
            .checked_mul(ten)
            .and_then(|value| value.checked_add(U256::from(byte - b'0')))
            .ok_or(AmountError::TooLarge)
    })
}

/// Reads units of an asset from a decimal text such as `0.05`, exactly.
///
/// # Errors
/// See [`AmountError`]; zero is a number here and is refused by [`TransferAmount`].
pub fn parse_decimal(text: &str, decimals: Decimals) -> Result<BaseUnits, AmountError> {
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) | Some(("", _)) => return Err(AmountError::NotDecimal),
        Some(parts) => parts,
        None => (text, ""),
    };
    // The form is judged before the size, so that `1e99` is called what it is.
    let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits_only(whole) || !digits_only(fraction) {
        return Err(AmountError::NotDecimal);
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Err(AmountError::LeadingZero);
    }
    let missing = usize::from(decimals.0)
        .checked_sub(fraction.len())
        .ok_or(AmountError::TooManyDecimals { allowed: decimals })?;
    let value = push_digits(push_digits(U256::ZERO, whole)?, fraction)?;
    push_digits(value, &"0".repeat(missing)).map(BaseUnits)
}

/// An amount that moves: more than zero, since zero is not a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferAmount(BaseUnits);

impl TransferAmount {
    /// Takes an amount that is not zero.
    ///
    /// # Errors
    /// [`AmountError::Zero`].
    pub fn try_new(amount: BaseUnits) -> Result<Self, AmountError> {
        if amount.is_zero() {
            Err(AmountError::Zero)
        } else {
            Ok(Self(amount))
        }
    }

    /// Reads units of an asset from a decimal text.
    ///
    /// # Errors
    /// See [`AmountError`].
    pub fn parse(text: &str, decimals: Decimals) -> Result<Self, AmountError> {
        parse_decimal(text, decimals).and_then(Self::try_new)
    }

    /// The amount in base units.
    #[must_use]
    pub const fn base_units(self) -> BaseUnits {
        self.0
    }
}

impl fmt::Display for TransferAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
