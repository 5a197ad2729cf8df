//! The credentials on disk: made at the first start, kept through restarts and resets.

use std::{
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
};

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Credential, KeyKind, ServiceAccount, keypair::PemPair, parse_public_key};
use crate::{
    clock::now,
    error::SandboxError,
    files,
    ids::{new_id, random_bytes, random_secret},
};

/// How long a token is valid unless asked otherwise: the vendor's default of two years, in seconds.
const TOKEN_SECONDS: i64 = 730 * 86_400;

/// All credentials of the organisation.
pub(crate) struct CredentialStore {
    path: Option<PathBuf>,
    content: Content,
}

#[derive(Serialize, Deserialize)]
struct Content {
    service_account: ServiceAccount,
    credentials: Vec<Credential>,
}

impl CredentialStore {
    /// Reads the credentials of the directory, or makes an organisation with a service account.
    pub(crate) fn open(dir: Option<&Path>, kind: KeyKind) -> Result<Self, SandboxError> {
        let path = dir.map(|dir| dir.join("credentials.json"));
        if let Some(path) = &path {
            match std::fs::read(path) {
                Ok(text) => {
                    let content =
                        serde_json::from_slice(&text).map_err(|source| SandboxError::Journal {
                            path: path.clone(),
                            line: source.line(),
                            source,
                        })?;
                    return Ok(Self {
                        path: Some(path.clone()),
                        content,
                    });
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => {
                    return Err(SandboxError::File {
                        action: "reading",
                        path: path.clone(),
                        source,
                    });
                }
            }
        }
        let pair = PemPair::generate(kind)?;
        let organisation_id = new_id("or");
        let credential = new_credential(&organisation_id, pair.public, TOKEN_SECONDS);
        let service_account = ServiceAccount {
            auth_token: credential.auth_token.clone(),
            cred_id: credential.cred_id.clone(),
            private_key_pem: pair.private,
            organisation_id,
        };
        let store = Self {
            path,
            content: Content {
                service_account,
                credentials: vec![credential],
            },
        };
        store.save()?;
        Ok(store)
    }

    /// The service account made at the first start.
    pub(crate) fn service_account(&self) -> &ServiceAccount {
        &self.content.service_account
    }

    /// Registers another public key; answers its credential.
    pub(crate) fn register(
        &mut self,
        public_key_pem: String,
        seconds_valid: Option<u32>,
    ) -> Result<Credential, SandboxError> {
        parse_public_key(&public_key_pem)?;
        let organisation = &self.content.service_account.organisation_id;
        let seconds_valid = seconds_valid.map_or(TOKEN_SECONDS, i64::from);
        let credential = new_credential(organisation, public_key_pem, seconds_valid);
        self.content.credentials.push(credential.clone());
        self.save()?;
        Ok(credential)
    }

    /// The credential of a bearer token that is known and not expired.
    pub(crate) fn by_token(&self, token: &str, now_ms: i64) -> Option<&Credential> {
        self.content.credentials.iter().find(|credential| {
            verify_slices_are_equal(credential.auth_token.as_bytes(), token.as_bytes()).is_ok()
                && credential.expires_ms > now_ms
        })
    }

    /// Writes the whole file beside the old one and puts it in its place.
    fn save(&self) -> Result<(), SandboxError> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let fresh = path.with_extension("new");
        let write = || {
            let text = serde_json::to_vec_pretty(&self.content)?;
            let mut file =
                files::owner_only(OpenOptions::new().create(true).write(true).truncate(true))
                    .open(&fresh)?;
            file.write_all(&text)?;
            file.sync_all()?;
            std::fs::rename(&fresh, path)
        };
        write().map_err(|source| SandboxError::File {
            action: "writing",
            path: path.clone(),
            source,
        })
    }
}

impl std::fmt::Debug for CredentialStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CredentialStore")
            .field("credentials", &self.content.credentials)
            .finish_non_exhaustive()
    }
}

fn new_credential(organisation_id: &str, public_key_pem: String, seconds_valid: i64) -> Credential {
    let (user_id, token_id) = (new_id("us"), new_id("to"));
    let now = now().unix_timestamp();
    let expires = now.saturating_add(seconds_valid);
    let auth_token = jwt(&json!({
        "iss": "sandbox",
        "sub": user_id,
        "jti": token_id,
        "iat": now,
        "exp": expires,
        "https://custom/app_metadata": {"orgId": organisation_id, "tokenId": token_id},
    }));
    Credential {
        cred_id: random_secret(),
        token_id,
        user_id,
        auth_token,
        public_key_pem,
        expires_ms: expires.saturating_mul(1000),
    }
}

/// A token in the form of a JWT. The sandbox knows its tokens by their text, so the key of the
/// signature is thrown away: nobody can make a second one with the same claims.
pub(crate) fn jwt(claims: &Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(json!({"typ": "JWT", "alg": "HS256"}).to_string());
    let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, &random_bytes::<32>());
    let tag = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}
