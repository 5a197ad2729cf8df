//! Who may call: the organisation, its service account, and the keys that sign actions.

mod keypair;
mod store;

use std::fmt;

use aws_lc_rs::signature::{self, ParsedPublicKey, VerificationAlgorithm};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

pub use keypair::KeyKind;
pub(crate) use store::{CredentialStore, jwt};

use crate::error::SandboxError;

/// What a client needs to call the sandbox as the organisation's service account.
#[derive(Clone, Serialize, Deserialize)]
pub struct ServiceAccount {
    /// Bearer token.
    pub auth_token: String,
    /// Id of the key inside assertions.
    pub cred_id: String,
    /// Private key, PKCS#8 PEM.
    pub private_key_pem: String,
    /// `or-…`
    pub organisation_id: String,
}

impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount")
            .field("cred_id", &self.cred_id)
            .field("organisation_id", &self.organisation_id)
            .finish_non_exhaustive()
    }
}

/// A token with the only key that signs for it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Credential {
    pub(crate) cred_id: String,
    /// `to-…`
    pub(crate) token_id: String,
    /// `us-…`
    pub(crate) user_id: String,
    pub(crate) auth_token: String,
    pub(crate) public_key_pem: String,
    /// Milliseconds since 1970.
    pub(crate) expires_ms: i64,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("cred_id", &self.cred_id)
            .field("token_id", &self.token_id)
            .finish_non_exhaustive()
    }
}

/// The public key in a PEM text: SPKI `PUBLIC KEY` or PKCS#1 `RSA PUBLIC KEY`; Ed25519, ECDSA on
/// P-256, P-384 or secp256k1 (ASN.1 signatures, SHA-256), or RSA of at least 2048 bits (PKCS#1
/// v1.5, SHA-256).
pub(crate) fn parse_public_key(pem: &str) -> Result<ParsedPublicKey, SandboxError> {
    const ALGORITHMS: [&dyn VerificationAlgorithm; 5] = [
        &signature::ED25519,
        &signature::ECDSA_P256_SHA256_ASN1,
        &signature::ECDSA_P256K1_SHA256_ASN1,
        &signature::ECDSA_P384_SHA256_ASN1,
        &signature::RSA_PKCS1_2048_8192_SHA256,
    ];
    let der = pem_body(pem, &["PUBLIC KEY", "RSA PUBLIC KEY"])
        .ok_or(SandboxError::Key("not a PEM text with a public key"))?;
    ALGORITHMS
        .into_iter()
        .find_map(|algorithm| ParsedPublicKey::new(algorithm, &der).ok())
        .ok_or(SandboxError::Key("not a public key of a supported kind"))
}

/// The bytes of the first PEM section with one of these labels.
fn pem_body(pem: &str, labels: &[&str]) -> Option<Vec<u8>> {
    labels.iter().find_map(|label| {
        let (_, rest) = pem.split_once(&format!("-----BEGIN {label}-----"))?;
        let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
        let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        STANDARD.decode(body).ok()
    })
}

/// A PEM text with lines of 64 characters.
fn to_pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for (index, character) in body.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str(&format!("\n-----END {label}-----\n"));
    pem
}
