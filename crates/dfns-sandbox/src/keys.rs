//! Wallet keys on secp256k1 and what they sign.

use std::fmt;

use alloy_consensus::{
    SignableTransaction as _, Signed, TxEip1559,
    crypto::secp256k1::{public_key_to_address, sign_message},
};
use alloy_primitives::{Address, B256, keccak256};
use k256::ecdsa::SigningKey;

use crate::ids::random_bytes;

/// The key of one account.
#[derive(Clone)]
pub(crate) struct AccountKey {
    secret: B256,
    address: Address,
    public_key: String,
}

impl AccountKey {
    /// A key from the operating system's randomness.
    pub(crate) fn random() -> Self {
        loop {
            // All but 2^-128 of the 32-byte strings are keys of the curve.
            if let Some(key) = Self::from_secret(B256::from(random_bytes::<32>())) {
                return key;
            }
        }
    }

    /// The key of the faucet of a chain: a fixed one, so that a replay makes the same account.
    pub(crate) fn faucet(chain_id: u64) -> Self {
        let mut seed = keccak256(format!("sandbox faucet {chain_id}"));
        loop {
            if let Some(key) = Self::from_secret(seed) {
                return key;
            }
            seed = keccak256(seed);
        }
    }

    /// The key with this secret, if the number is one of the curve's.
    pub(crate) fn from_secret(secret: B256) -> Option<Self> {
        let signing = SigningKey::from_slice(secret.as_slice()).ok()?;
        let verifying = *signing.verifying_key();
        Some(Self {
            secret,
            address: public_key_to_address(verifying),
            public_key: hex::encode(verifying.to_encoded_point(true).as_bytes()),
        })
    }

    /// The secret number, for the journal.
    pub(crate) fn secret(&self) -> B256 {
        self.secret
    }

    /// The account's address.
    pub(crate) fn address(&self) -> Address {
        self.address
    }

    /// Compressed public key, hex without prefix.
    pub(crate) fn public_key(&self) -> &str {
        &self.public_key
    }

    /// Signs a transaction; the signature is deterministic (RFC 6979).
    #[expect(
        clippy::expect_used,
        reason = "the secret was checked when the key was made"
    )]
    pub(crate) fn sign(&self, tx: TxEip1559) -> Signed<TxEip1559> {
        let signature =
            sign_message(self.secret, tx.signature_hash()).expect("the secret is on the curve");
        tx.into_signed(signature)
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountKey")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
