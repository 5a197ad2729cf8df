//! Money: integers in the smallest unit of an asset, and their exact decimal texts.
//!
//! No float, no rounding: a text either names an amount exactly or is refused.

mod base_units;
mod cents;
mod euro;

pub use base_units::{AmountError, BaseUnits, Decimals, TransferAmount, parse_decimal};
pub use cents::Cents;
pub use euro::{Quote, QuoteError, euro_value};
