//! Whom TLS trusts beside the platform's own store: `SSL_CERT_FILE`, `SSL_CERT_DIR`. Read by the
//! TLS library itself, from the environment only.

use super::{Faults, Vars};

/// Notes what would make the TLS library fail, or pass by without a word.
pub(super) fn check(vars: &Vars, faults: &mut Faults) {
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        let Some(path) = vars.get(name) else { continue };
        let fault = if vars.source(name) == Some(".env") {
            Some((
                "is set in .env, where TLS does not see it".to_owned(),
                "the same line in the environment of the process",
            ))
        } else if name == "SSL_CERT_FILE" {
            fault_of_file(path).zip(Some(
                "a PEM file with the certificates of every authority to be trusted",
            ))
        } else {
            fault_of_directory(path).zip(Some("a directory of PEM files"))
        };
        if let Some((problem, expected)) = fault {
            faults.add(name, problem, expected);
        }
    }
}

fn fault_of_file(path: &str) -> Option<String> {
    match std::fs::read_to_string(path) {
        Err(error) => Some(format!("names a file that cannot be read: {error}")),
        Ok(pem) if !pem.contains("-----BEGIN CERTIFICATE-----") => {
            Some("names a file without a certificate".to_owned())
        }
        Ok(_) => None,
    }
}

fn fault_of_directory(path: &str) -> Option<String> {
    let error = std::fs::read_dir(path).err()?;
    Some(format!("names a directory that cannot be read: {error}"))
}
