//! Signing keys: one signs, all are published, and they survive a restart if told where.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::Error;

const FILE_NAME: &str = "signing-keys.json";

/// An RSA key of 2048 bits.
struct SigningKey {
    /// RFC 7638 thumbprint of the public key.
    kid: String,
    /// PKCS #8, as it is kept on disk.
    pem: String,
    encoding: EncodingKey,
    jwk: Jwk,
}

impl SigningKey {
    fn generate() -> Result<Self, Error> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| Error::Crypto("RSA key"))?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| Error::Crypto("RSA key"))?;
        Self::from_pem(to_pem(der.as_ref()))
    }

    fn from_pem(pem: String) -> Result<Self, Error> {
        let encoding = EncodingKey::from_rsa_pem(pem.as_bytes())?;
        let mut jwk = Jwk::from_encoding_key(&encoding, Algorithm::RS256)?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self {
            kid,
            pem,
            encoding,
            jwk,
        })
    }
}

/// PEM of RFC 7468: base64 in lines of 64 characters.
fn to_pem(pkcs8: &[u8]) -> String {
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    for (index, character) in STANDARD.encode(pkcs8).chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END PRIVATE KEY-----\n");
    pem
}

/// The keys on disk, newest first.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    keys: Vec<String>,
}

/// The keys in use: the current one signs, the older ones still verify.
struct Keys {
    current: SigningKey,
    older: Vec<SigningKey>,
}

impl Keys {
    fn all(&self) -> impl Iterator<Item = &SigningKey> {
        std::iter::once(&self.current).chain(&self.older)
    }

    fn save(&self, file: Option<&Path>) -> Result<(), Error> {
        let Some(file) = file else { return Ok(()) };
        let keys = self.all().map(|key| key.pem.clone()).collect();
        let text =
            serde_json::to_vec_pretty(&KeyFile { keys }).map_err(|_| Error::KeyFileContent {
                path: file.to_owned(),
            })?;
        write_private(file, &text).map_err(|source| Error::KeyFile {
            path: file.to_owned(),
            source,
        })
    }
}

/// The provider's keys, shared by all requests.
pub(crate) struct KeyRing {
    keys: RwLock<Keys>,
    file: Option<PathBuf>,
}

impl KeyRing {
    /// Reads the keys kept in `data_dir`, or makes a first one and keeps it there.
    pub(crate) fn open(data_dir: Option<&Path>) -> Result<Self, Error> {
        let file = data_dir.map(|dir| dir.join(FILE_NAME));
        let saved = match &file {
            Some(file) => load(file)?,
            None => None,
        };
        let keys = match saved {
            Some(keys) => keys,
            None => {
                let keys = Keys {
                    current: SigningKey::generate()?,
                    older: Vec::new(),
                };
                keys.save(file.as_deref())?;
                keys
            }
        };
        Ok(Self {
            keys: RwLock::new(keys),
            file,
        })
    }

    /// Makes a new key the signing one and returns its id. The keys before it stay published.
    pub(crate) fn rotate(&self) -> Result<String, Error> {
        let fresh = SigningKey::generate()?;
        let kid = fresh.kid.clone();
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let previous = std::mem::replace(&mut keys.current, fresh);
        keys.older.insert(0, previous);
        keys.save(self.file.as_deref())?;
        Ok(kid)
    }

    /// Stops publishing every key but the signing one: tokens of older keys are worthless now.
    pub(crate) fn retire_old(&self) -> Result<(), Error> {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.older.clear();
        keys.save(self.file.as_deref())
    }

    /// What `/.well-known/jwks.json` answers.
    pub(crate) fn published(&self) -> JwkSet {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        JwkSet {
            keys: keys.all().map(|key| key.jwk.clone()).collect(),
        }
    }

    /// Signs `claims` with the current key (RS256). Members of `header` replace those of the usual
    /// header, null removes one; the signature is RS256 whatever the header then says.
    pub(crate) fn sign(
        &self,
        claims: &Map<String, Value>,
        header: &Map<String, Value>,
    ) -> Result<String, Error> {
        let (kid, key) = {
            let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
            (keys.current.kid.clone(), keys.current.encoding.clone())
        };
        let mut merged = Map::new();
        merged.insert("alg".to_owned(), "RS256".into());
        merged.insert("typ".to_owned(), "JWT".into());
        merged.insert("kid".to_owned(), kid.into());
        overlay(&mut merged, header);
        let message = format!("{}.{}", encode_part(&merged)?, encode_part(claims)?);
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::RS256)?;
        Ok(format!("{message}.{signature}"))
    }

    /// The claims of a token that `issuer` signed with a published key. Times and audience are the
    /// caller's to judge.
    pub(crate) fn verify(&self, token: &str, issuer: &str) -> Option<Map<String, Value>> {
        let Header { kid, .. } = jsonwebtoken::decode_header(token).ok()?;
        let published = self.published();
        let key = DecodingKey::from_jwk(published.find(&kid?)?).ok()?;
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.set_required_spec_claims(&["iss", "sub"]);
        rules.set_issuer(&[issuer]);
        jsonwebtoken::decode(token, &key, &rules)
            .ok()
            .map(|token| token.claims)
    }
}

/// Puts the members of `changes` over those of `target`; null removes one.
pub(crate) fn overlay(target: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (name, value) in changes {
        if value.is_null() {
            target.shift_remove(name);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
}

fn encode_part(part: &Map<String, Value>) -> Result<String, Error> {
    let json = serde_json::to_vec(part).map_err(|_| Error::Crypto("token"))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

fn load(file: &Path) -> Result<Option<Keys>, Error> {
    let text = match fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(Error::KeyFile {
                path: file.to_owned(),
                source,
            });
        }
    };
    let unusable = || Error::KeyFileContent {
        path: file.to_owned(),
    };
    let KeyFile { keys } = serde_json::from_slice(&text).map_err(|_| unusable())?;
    let mut keys = keys
        .into_iter()
        .map(SigningKey::from_pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| unusable())?
        .into_iter();
    let current = keys.next().ok_or_else(unusable)?;
    Ok(Some(Keys {
        current,
        older: keys.collect(),
    }))
}

/// Replaces `file` in one step by one that only its owner may read.
fn write_private(file: &Path, text: &[u8]) -> std::io::Result<()> {
    if let Some(dir) = file.parent() {
        fs::create_dir_all(dir)?;
    }
    let part = file.with_extension("part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&part)?;
    out.write_all(text)?;
    out.sync_all()?;
    fs::rename(&part, file)
}
