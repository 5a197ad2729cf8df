//! Key pairs for the service account.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    error::Unspecified,
    rsa,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256K1_SHA256_ASN1_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _,
    },
};

use super::to_pem;
use crate::error::SandboxError;

/// Kind of a credential's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Ed25519.
    Ed25519,
    /// ECDSA on P-256.
    P256,
    /// ECDSA on secp256k1.
    Secp256k1,
    /// RSA with 2048 bits.
    Rsa2048,
}

/// A new key pair as PEM texts.
pub(super) struct PemPair {
    pub(super) private: String,
    pub(super) public: String,
}

impl PemPair {
    /// Makes a key pair of a kind.
    pub(super) fn generate(kind: KeyKind) -> Result<Self, SandboxError> {
        match kind {
            KeyKind::Ed25519 => ed25519(),
            KeyKind::P256 => ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING),
            KeyKind::Secp256k1 => ecdsa(&ECDSA_P256K1_SHA256_ASN1_SIGNING),
            KeyKind::Rsa2048 => rsa_2048(),
        }
        .map_err(|Unspecified| SandboxError::Key("generation failed"))
    }

    fn of(private_der: &[u8], public_der: &[u8]) -> Self {
        Self {
            private: to_pem("PRIVATE KEY", private_der),
            public: to_pem("PUBLIC KEY", public_der),
        }
    }
}

fn ed25519() -> Result<PemPair, Unspecified> {
    let pair = Ed25519KeyPair::generate()?;
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key())?;
    Ok(PemPair::of(pair.to_pkcs8v1()?.as_ref(), public.as_ref()))
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> Result<PemPair, Unspecified> {
    let pair = EcdsaKeyPair::generate(algorithm)?;
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key())?;
    Ok(PemPair::of(pair.to_pkcs8v1()?.as_ref(), public.as_ref()))
}

fn rsa_2048() -> Result<PemPair, Unspecified> {
    let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048)?;
    let private = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)?;
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key())?;
    Ok(PemPair::of(private.as_ref(), public.as_ref()))
}
