//! Addresses of EVM networks.

use std::fmt;

use alloy_primitives::Address;

use crate::asset::{Asset, AssetKind};

/// Why a text is not an address, or an address not a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not `0x` and 40 hex digits, or something stands around them.
    #[error("an address is 0x followed by 40 hex digits, with nothing around it")]
    NotAnAddress,
    /// Upper and lower case are mixed, but not in the way of EIP-55: probably a typing error.
    #[error("the upper and lower case letters of this address do not match: check every character")]
    WrongChecksum,
    /// Nobody holds the key of the zero address.
    #[error("the zero address belongs to nobody, money sent there is lost")]
    ZeroAddress,
    /// A token that is sent to its own contract is lost.
    #[error("this is the address of the token itself, tokens sent there are lost")]
    OwnContract,
}

impl AddressError {
    /// Stable code of this refusal.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAnAddress => "address_invalid",
            Self::WrongChecksum => "address_checksum",
            Self::ZeroAddress => "address_zero",
            Self::OwnContract => "address_own_contract",
        }
    }
}

/// An address of an EVM network, printed with the checksum of EIP-55.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvmAddress(Address);

impl EvmAddress {
    /// From the 20 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(Address::new(bytes))
    }

    /// The 20 bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 20] {
        self.0.into_array()
    }

    /// Reads `0x` and 40 hex digits: all lower case, all upper case, or the mix of EIP-55.
    ///
    /// # Errors
    /// [`AddressError::NotAnAddress`], [`AddressError::WrongChecksum`].
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let digits = text.strip_prefix("0x").ok_or(AddressError::NotAnAddress)?;
        if digits.len() != 40 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(AddressError::NotAnAddress);
        }
        let address = text
            .parse::<Address>()
            .map_err(|_| AddressError::NotAnAddress)?;
        let lower = digits.bytes().any(|byte| byte.is_ascii_lowercase());
        let upper = digits.bytes().any(|byte| byte.is_ascii_uppercase());
        if lower && upper && address.to_checksum(None) != text {
            return Err(AddressError::WrongChecksum);
        }
        Ok(Self(address))
    }

    /// Whether this is the zero address.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }
}

impl fmt::Display for EvmAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_checksum(None))
    }
}

impl fmt::Debug for EvmAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An address to which an asset may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Destination(EvmAddress);

impl Destination {
    /// Takes an address to which `asset` may be sent.
    ///
    /// # Errors
    /// [`AddressError::ZeroAddress`], [`AddressError::OwnContract`].
    pub fn try_new(address: EvmAddress, asset: &Asset) -> Result<Self, AddressError> {
        if address.is_zero() {
            return Err(AddressError::ZeroAddress);
        }
        match asset.kind() {
            AssetKind::Erc20 { contract } if contract == address => Err(AddressError::OwnContract),
            AssetKind::Erc20 { .. } | AssetKind::Native => Ok(Self(address)),
        }
    }

    /// Reads an address to which `asset` may be sent.
    ///
    /// # Errors
    /// See [`AddressError`].
    pub fn parse(text: &str, asset: &Asset) -> Result<Self, AddressError> {
        EvmAddress::parse(text).and_then(|address| Self::try_new(address, asset))
    }

    /// The address.
    #[must_use]
    pub const fn address(self) -> EvmAddress {
        self.0
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
