//! The key that signs the head of the audit: `AUDIT_KEY`.

use std::sync::Arc;

use bank::audit::AuditKey;
use secrecy::ExposeSecret as _;

use super::{Faults, Vars, secret};

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
        let Some(pem) = secret::read(vars, faults, "AUDIT_KEY", EXPECTED)? else {
            return Some(Self::default());
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
