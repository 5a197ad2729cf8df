//! New key pairs, for the setup of a service account.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256K1_SHA256_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{KeyKind, SigningError};

/// A new key pair as PEM texts. `Debug` shows the public half only.
pub struct NewKeyPair {
    /// PKCS#8 (`PRIVATE KEY`), for [`SigningKey::from_pem`](super::SigningKey::from_pem).
    pub private_key_pem: SecretString,
    /// SPKI (`PUBLIC KEY`), to be registered with the service.
    pub public_key_pem: String,
}

impl NewKeyPair {
    /// Makes a key pair. RSA keys have 3072 bits, which takes a moment.
    ///
    /// # Errors
    /// When the cryptographic library reports a failure.
    pub fn generate(kind: KeyKind) -> Result<Self, SigningError> {
        match kind {
            KeyKind::Ed25519 => ed25519(),
            KeyKind::P256 => ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING),
            KeyKind::Secp256k1 => ecdsa(&ECDSA_P256K1_SHA256_ASN1_SIGNING),
            KeyKind::Rsa => rsa_3072(),
        }
        .map_err(|Unspecified| SigningError)
    }

    fn of(private_der: &[u8], public_der: &[u8]) -> Self {
        Self {
            private_key_pem: SecretString::from(pem("PRIVATE KEY", private_der)),
            public_key_pem: pem("PUBLIC KEY", public_der),
        }
    }
}

impl fmt::Debug for NewKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewKeyPair")
            .field("public_key_pem", &self.public_key_pem)
            .finish_non_exhaustive()
    }
}

fn ed25519() -> Result<NewKeyPair, Unspecified> {
    let pair = Ed25519KeyPair::generate()?;
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key())?;
    Ok(NewKeyPair::of(pair.to_pkcs8v1()?.as_ref(), public.as_ref()))
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> Result<NewKeyPair, Unspecified> {
    let pair = EcdsaKeyPair::generate(algorithm)?;
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key())?;
    Ok(NewKeyPair::of(pair.to_pkcs8v1()?.as_ref(), public.as_ref()))
}

fn rsa_3072() -> Result<NewKeyPair, Unspecified> {
    let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa3072)?;
    let private = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)?;
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key())?;
    Ok(NewKeyPair::of(private.as_ref(), public.as_ref()))
}

/// A PEM text with lines of 64 characters (RFC 7468).
fn pem(label: &str, der: &[u8]) -> String {
    let body = Zeroizing::new(STANDARD.encode(der));
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        // Base64 is ASCII, so every index is between two characters.
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_ASN1, ECDSA_P256K1_SHA256_ASN1, ED25519, ParsedPublicKey,
        RSA_PKCS1_2048_8192_SHA256, VerificationAlgorithm,
    };
    use rustls_pki_types::SubjectPublicKeyInfoDer;
    use rustls_pki_types::pem::PemObject as _;
    use secrecy::ExposeSecret as _;

    use super::{KeyKind, NewKeyPair};
    use crate::SigningKey;

    #[test]
    fn both_halves_of_every_kind_belong_together() {
        let kinds: [(KeyKind, &dyn VerificationAlgorithm); 4] = [
            (KeyKind::Ed25519, &ED25519),
            (KeyKind::P256, &ECDSA_P256_SHA256_ASN1),
            (KeyKind::Secp256k1, &ECDSA_P256K1_SHA256_ASN1),
            (KeyKind::Rsa, &RSA_PKCS1_2048_8192_SHA256),
        ];
        for (kind, algorithm) in kinds {
            let pair = NewKeyPair::generate(kind).unwrap();
            let key = SigningKey::from_pem(pair.private_key_pem.expose_secret()).unwrap();
            assert_eq!(key.kind(), kind);
            let signature = key.sign(b"message").unwrap();
            let public =
                SubjectPublicKeyInfoDer::from_pem_slice(pair.public_key_pem.as_bytes()).unwrap();
            let public = ParsedPublicKey::new(algorithm, public.as_ref()).unwrap();
            public.verify_sig(b"message", &signature).unwrap();
            assert!(pair.public_key_pem.lines().all(|line| line.len() <= 64));
            assert!(!format!("{pair:?}").contains("PRIVATE"), "{kind:?}");
        }
    }

    #[test]
    fn no_two_are_alike() {
        let one = NewKeyPair::generate(KeyKind::Ed25519).unwrap();
        let other = NewKeyPair::generate(KeyKind::Ed25519).unwrap();
        assert_ne!(one.public_key_pem, other.public_key_pem);
    }
}
