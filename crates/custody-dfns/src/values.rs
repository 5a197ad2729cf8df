//! Single values of answers.

use domain::address::EvmAddress;
use domain::money::BaseUnits;

/// What could not be read, with its article: "a balance".
pub(crate) type Unreadable = &'static str;

/// An amount in base units.
pub(crate) fn base_units(text: &str, what: Unreadable) -> Result<BaseUnits, Unreadable> {
    BaseUnits::parse_integer(text).map_err(|_| what)
}

/// An address. Its letter case says nothing here: the vendor writes lower case mostly, and nobody
/// typed it by hand.
pub(crate) fn address(text: &str, what: Unreadable) -> Result<EvmAddress, Unreadable> {
    EvmAddress::parse(&text.to_ascii_lowercase()).map_err(|_| what)
}
