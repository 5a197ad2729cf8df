//! The key that signs the head of the audit: `AUDIT_KEY`.

use std::sync::Arc;

use bank::audit::AuditKey;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Faults, Vars};

/// How the audit is sealed.
#[derive(Clone, Debug, Default)]
pub struct AuditConfig {
    /// Signs its head; without it the head is told unsigned.
    pub key: Option<Arc<AuditKey>>,
}

impl AuditConfig {
    /// Reads the key, if there is one.
    pub(crate) fn read(vars: &Vars, faults: &mut Faults) -> Option<Self> {
        const EXPECTED: &str =
            "a PEM Ed25519 private key, on one line with \\n between its lines, or @FILE";
        let Some(value) = vars.get("AUDIT_KEY") else {
            return Some(Self::default());
        };
        // Container tools hand over the quotes of an environment file as part of the value.
        let value = value.trim_matches('"');
        let pem = match value.strip_prefix('@') {
            Some(path) => match std::fs::read_to_string(path) {
                Ok(pem) => SecretString::from(pem),
                Err(error) => {
                    faults.add("AUDIT_KEY", format!("names a file: {error}"), EXPECTED);
                    return None;
                }
            },
            None => SecretString::from(value),
        };
        match AuditKey::from_pem(pem.expose_secret()) {
            Ok(key) => Some(Self {
                key: Some(Arc::new(key)),
            }),
            Err(error) => {
                faults.add("AUDIT_KEY", format!("is no usable key: {error}"), EXPECTED);
                None
            }
        }
    }
}
