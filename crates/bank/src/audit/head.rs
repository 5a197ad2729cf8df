//! The head of the chain as it is told outside of the database, and the key that signs it.

use core::fmt;
use core::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, ParsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer};
use time::OffsetDateTime;

use super::chain::Hash;

/// Begins every head in text form.
const PREFIX: &str = "audit-head-1";

/// The last link of the chain, told outside of the database. Whoever keeps it can tell later
/// whether anything before it was changed, by anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The link.
    pub n: i64,
    /// Its hash.
    pub hash: Hash,
    /// When it was told, whole seconds.
    pub at: OffsetDateTime,
    /// Whose word it is, where the bank has a key.
    pub signature: Option<HeadSignature>,
}

/// A signature on a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadSignature {
    /// The first eight bytes of the SHA-256 of the public key, in hex.
    pub key_id: String,
    /// Ed25519.
    pub bytes: Vec<u8>,
}

/// Why a text is no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a head looks like audit-head-1.<link>.<hash>.<time>, with a key id and a signature or not"
)]
pub struct HeadError;

/// Why a text is no key of the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no Ed25519 key in PEM form")]
pub struct AuditKeyError;

impl Head {
    /// A head as it is told at a moment, signed where there is a key.
    #[must_use]
    pub fn told(n: i64, hash: Hash, at: OffsetDateTime, key: Option<&AuditKey>) -> Self {
        let head = Self {
            n,
            hash,
            at,
            signature: None,
        };
        match key {
            Some(key) => key.sign(head),
            None => head,
        }
    }

    /// What is signed.
    fn message(&self) -> String {
        let Self { n, hash, at, .. } = self;
        let at = at.unix_timestamp();
        format!("bank-custody audit head 1\n{n}\n{}\n{at}\n", hex(hash))
    }

    /// Whether this key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &AuditPublicKey) -> bool {
        let signature = self.signature.as_ref().filter(|it| it.key_id == key.id);
        signature.is_some_and(|signature| {
            key.key
                .verify_sig(self.message().as_bytes(), &signature.bytes)
                .is_ok()
        })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            n,
            hash,
            at,
            signature,
        } = self;
        write!(f, "{PREFIX}.{n}.{}.{}", hex(hash), at.unix_timestamp())?;
        if let Some(HeadSignature { key_id, bytes }) = signature {
            write!(f, ".{key_id}.{}", URL_SAFE_NO_PAD.encode(bytes))?;
        }
        Ok(())
    }
}

impl FromStr for Head {
    type Err = HeadError;

    fn from_str(text: &str) -> Result<Self, HeadError> {
        let parts: Vec<&str> = text.trim().split('.').collect();
        let (n, hash, at, signature) = match *parts.as_slice() {
            [PREFIX, n, hash, at] => (n, hash, at, None),
            [PREFIX, n, hash, at, key_id, bytes] => {
                let bytes = URL_SAFE_NO_PAD.decode(bytes).map_err(|_| HeadError)?;
                let key_id = key_id.to_owned();
                (n, hash, at, Some(HeadSignature { key_id, bytes }))
            }
            _ => return Err(HeadError),
        };
        let at = at.parse().map_err(|_| HeadError)?;
        Ok(Self {
            n: n.parse().map_err(|_| HeadError)?,
            hash: read_hash(hash).ok_or(HeadError)?,
            at: OffsetDateTime::from_unix_timestamp(at).map_err(|_| HeadError)?,
            signature,
        })
    }
}

/// The key that signs heads. It lives outside of the database: who can write to the one must not
/// have the other.
pub struct AuditKey {
    pair: Ed25519KeyPair,
    public: AuditPublicKey,
}

impl AuditKey {
    /// Reads an Ed25519 key (PKCS#8, `PRIVATE KEY`). Newlines may be written as the two characters
    /// `\n`.
    ///
    /// # Errors
    /// When there is none in the text.
    pub fn from_pem(pem: &str) -> Result<Self, AuditKeyError> {
        let pem = pem.replace("\\n", "\n");
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| AuditKeyError)?;
        let pair = Ed25519KeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| AuditKeyError)?;
        let public =
            AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).map_err(|_| AuditKeyError)?;
        let public = AuditPublicKey::of(public.as_ref())?;
        Ok(Self { pair, public })
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> &AuditPublicKey {
        &self.public
    }

    /// Signs a head.
    fn sign(&self, head: Head) -> Head {
        let signature = self.pair.sign(head.message().as_bytes());
        Head {
            signature: Some(HeadSignature {
                key_id: self.public.id.clone(),
                bytes: signature.as_ref().to_vec(),
            }),
            ..head
        }
    }
}

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// The public half of the key that signs heads.
#[derive(Debug, Clone)]
pub struct AuditPublicKey {
    id: String,
    key: ParsedPublicKey,
    der: Vec<u8>,
}

impl AuditPublicKey {
    /// Reads a public key (`PUBLIC KEY`).
    ///
    /// # Errors
    /// When there is no Ed25519 key in the text.
    pub fn from_pem(pem: &str) -> Result<Self, AuditKeyError> {
        let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes());
        Self::of(der.map_err(|_| AuditKeyError)?.as_ref())
    }

    fn of(der: &[u8]) -> Result<Self, AuditKeyError> {
        let key = ParsedPublicKey::new(&ED25519, der).map_err(|_| AuditKeyError)?;
        let hash = digest(&SHA256, der);
        let id = hash.as_ref().iter().take(8);
        Ok(Self {
            id: id.map(|byte| format!("{byte:02x}")).collect(),
            key,
            der: der.to_vec(),
        })
    }

    /// How heads name it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// As PEM (SPKI, `PUBLIC KEY`).
    #[must_use]
    pub fn to_pem(&self) -> String {
        let body = STANDARD.encode(&self.der);
        format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
    }
}

/// A hash as lower-case hex.
#[must_use]
pub(crate) fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads 64 hex digits.
pub(crate) fn read_hash(text: &str) -> Option<Hash> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = core::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(hash)
}
