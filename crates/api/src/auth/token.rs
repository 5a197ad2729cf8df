//! The outer form of an access token: a signed JWT (RFC 7515, RFC 7519).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, crypto};
use serde::Deserialize;

use super::TokenError;
use super::keys::VerificationKey;

/// The longest token that is looked at; real ones have 1 to 3 KB.
const LENGTH_MAX: usize = 8 * 1024;

/// A token of the right form, whose signature nobody has checked yet.
#[derive(Debug)]
pub(super) struct Token<'a> {
    signed: &'a str,
    payload: &'a str,
    signature: &'a str,
    algorithm: Algorithm,
    key_id: String,
}

/// What of the header counts. `jku`, `jwk`, `x5u` and `x5c` would let the sender choose the key,
/// so they are not even read.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

impl<'a> Token<'a> {
    /// Takes a token apart.
    pub(super) fn parse(token: &'a str) -> Result<Self, TokenError> {
        if token.len() > LENGTH_MAX {
            return Err(TokenError::Invalid("too long"));
        }
        let (signed, signature) = token
            .rsplit_once('.')
            .ok_or(TokenError::Invalid("not three parts"))?;
        let (header, payload) = signed
            .split_once('.')
            .ok_or(TokenError::Invalid("not three parts"))?;
        if payload.contains('.') {
            return Err(TokenError::Invalid("not three parts"));
        }
        let header: Header = serde_json::from_slice(&decode(header)?)
            .map_err(|_| TokenError::Invalid("unreadable header"))?;
        if header.crit.is_some() {
            return Err(TokenError::Invalid("critical header extensions"));
        }
        let algorithm = allowed(&header.alg)?;
        let key_id = header
            .kid
            .filter(|kid| !kid.is_empty() && kid.len() <= 256)
            .ok_or(TokenError::Invalid("no key id"))?;
        Ok(Self {
            signed,
            payload,
            signature,
            algorithm,
            key_id,
        })
    }

    /// Which of the issuer's keys it names.
    pub(super) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The algorithm it names, one of those that are allowed.
    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The claims, once the signature is found right.
    pub(super) fn verify(self, key: &VerificationKey) -> Result<Vec<u8>, TokenError> {
        let Self {
            signed,
            payload,
            signature,
            algorithm,
            ..
        } = self;
        if key.algorithm() != algorithm {
            return Err(TokenError::Invalid("another algorithm than the key's"));
        }
        match crypto::verify(signature, signed.as_bytes(), key.decoding_key(), algorithm) {
            Ok(true) => decode(payload),
            Ok(false) | Err(_) => Err(TokenError::Invalid("wrong signature")),
        }
    }
}

/// The allow-list: public-key signatures only, so that nobody can sign with what is published.
fn allowed(name: &str) -> Result<Algorithm, TokenError> {
    match name {
        "RS256" => Ok(Algorithm::RS256),
        "ES256" => Ok(Algorithm::ES256),
        "EdDSA" => Ok(Algorithm::EdDSA),
        _ => Err(TokenError::Invalid("algorithm not allowed")),
    }
}

fn decode(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| TokenError::Invalid("not base64url"))
}
