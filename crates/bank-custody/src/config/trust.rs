//! Whom TLS trusts beside the platform's own store: `SSL_CERT_FILE`, `SSL_CERT_DIR`. Read by the
//! TLS library itself, from the environment only.

use super::{Faults, Vars};

/// Notes what would make the TLS library fail, or pass by without a word.
pub(super) fn check(vars: &Vars, faults: &mut Faults) {
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        if vars.source(name) == Some(".env") {
            faults.add(
                name,
                "is set in .env, where TLS does not see it",
                "the same line in the environment of the process",
            );
        }
    }
    if let Some(path) = vars.get("SSL_CERT_FILE") {
        let problem = match std::fs::read_to_string(path) {
            Err(error) => format!("names a file that cannot be read: {error}"),
            Ok(pem) if !pem.contains("-----BEGIN CERTIFICATE-----") => {
                "names a file without a certificate".to_owned()
            }
            Ok(_) => return,
        };
        let expected = "a PEM file with the certificates of every authority to be trusted";
        faults.add("SSL_CERT_FILE", problem, expected);
    }
}
