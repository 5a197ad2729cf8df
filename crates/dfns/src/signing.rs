//! The key of a service account and its signatures.

mod generate;

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256K1_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use zeroize::Zeroizing;

use crate::wire::{ActionChallenge, ActionComplete, ClientData, CredentialAssertion, FirstFactor};

pub use generate::NewKeyPair;

/// A private key that signs calls. Its memory is wiped when it is dropped.
pub struct SigningKey(KeyPair);

enum KeyPair {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    Secp256k1(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// Kind of a [`SigningKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// ECDSA on NIST P-256 with SHA-256.
    P256,
    /// ECDSA on secp256k1 with SHA-256.
    Secp256k1,
    /// RSA of at least 2048 bits, PKCS#1 v1.5 with SHA-256.
    Rsa,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "Ed25519",
            Self::P256 => "ECDSA P-256",
            Self::Secp256k1 => "ECDSA secp256k1",
            Self::Rsa => "RSA",
        })
    }
}

/// Why a text is no usable key. Carries nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No private key in the text.
    #[error("no unencrypted private key in PEM form (PKCS#8, SEC1 or PKCS#1)")]
    NoPrivateKey,
    /// A key of another kind, too short or damaged.
    #[error("the private key is not Ed25519, P-256, secp256k1 or RSA of 2048 to 8192 bits")]
    Unsupported,
}

/// The signature could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature could not be made")]
pub struct SigningError;

impl SigningKey {
    /// Reads the first private key of a PEM text: PKCS#8 (`PRIVATE KEY`), SEC1
    /// (`EC PRIVATE KEY`, with its curve named) or PKCS#1 (`RSA PRIVATE KEY`). Newlines may be
    /// written as the two characters `\n`, as environment variables often have them.
    ///
    /// # Errors
    /// When there is no key, or none of a supported kind.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let pem = Zeroizing::new(pem.replace("\\r", ""));
        let pem = Zeroizing::new(pem.replace("\\n", "\n"));
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| KeyError::NoPrivateKey)?;
        let der = key.secret_der();
        match &*key {
            PrivateKeyDer::Pkcs1(_) => RsaKeyPair::from_der(der).ok().map(KeyPair::Rsa),
            PrivateKeyDer::Sec1(_) => ecdsa(der),
            PrivateKeyDer::Pkcs8(_) => Ed25519KeyPair::from_pkcs8(der)
                .map(KeyPair::Ed25519)
                .ok()
                .or_else(|| ecdsa(der))
                .or_else(|| RsaKeyPair::from_pkcs8(der).ok().map(KeyPair::Rsa)),
            _ => None,
        }
        .map(Self)
        .ok_or(KeyError::Unsupported)
    }

    /// Kind of the key.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match &self.0 {
            KeyPair::Ed25519(_) => KeyKind::Ed25519,
            KeyPair::P256(_) => KeyKind::P256,
            KeyPair::Secp256k1(_) => KeyKind::Secp256k1,
            KeyPair::Rsa(_) => KeyKind::Rsa,
        }
    }

    /// Signs bytes: 64 bytes for Ed25519, ASN.1 DER for ECDSA, as long as the modulus for RSA.
    ///
    /// # Errors
    /// When the cryptographic library reports a failure.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let random = SystemRandom::new();
        match &self.0 {
            KeyPair::Ed25519(pair) => pair
                .try_sign(message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| SigningError),
            KeyPair::P256(pair) | KeyPair::Secp256k1(pair) => pair
                .sign(&random, message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| SigningError),
            KeyPair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| SigningError)?;
                Ok(signature)
            }
        }
    }

    /// Answers a challenge: signs the client data's bytes as they are sent.
    pub(crate) fn answer(
        &self,
        credential_id: &str,
        challenge: &ActionChallenge,
    ) -> Result<ActionComplete, SigningError> {
        let client_data = ClientData {
            data_type: "key.get".to_owned(),
            challenge: challenge.challenge.clone(),
            origin: None,
            cross_origin: None,
        };
        let signed = serde_json::to_vec(&client_data).map_err(|_| SigningError)?;
        let signature = self.sign(&signed)?;
        Ok(ActionComplete {
            challenge_identifier: challenge.challenge_identifier.clone(),
            first_factor: FirstFactor {
                kind: "Key".to_owned(),
                credential_assertion: CredentialAssertion {
                    cred_id: credential_id.to_owned(),
                    client_data: URL_SAFE_NO_PAD.encode(&signed),
                    signature: URL_SAFE_NO_PAD.encode(&signature),
                    algorithm: None,
                },
            },
        })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

/// Reads SEC1 or PKCS#8; the curve decides.
fn ecdsa(der: &[u8]) -> Option<KeyPair> {
    EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_ASN1_SIGNING, der)
        .map(KeyPair::P256)
        .or_else(|_| {
            EcdsaKeyPair::from_private_key_der(&ECDSA_P256K1_SHA256_ASN1_SIGNING, der)
                .map(KeyPair::Secp256k1)
        })
        .ok()
}
