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
            let is_alone = vars.get("SSL_CERT_FILE").is_none();
            fault_of_directories(path, is_alone).zip(Some(
                "a directory of PEM files with certificates, several with colons between them",
            ))
        };
        if let Some((problem, expected)) = fault {
            faults.add(name, problem, expected);
        }
    }
}

fn fault_of_file(path: &str) -> Option<String> {
    match std::fs::read(path) {
        Err(error) => Some(format!("names a file that cannot be read: {error}")),
        Ok(pem) if !holds_certificate(&pem) => {
            Some("names a file without a certificate".to_owned())
        }
        Ok(_) => None,
    }
}

/// `is_alone`: nothing else names whom to trust.
fn fault_of_directories(paths: &str, is_alone: bool) -> Option<String> {
    let mut trusts_somebody = !is_alone;
    let named = std::env::split_paths(paths).filter(|path| !path.as_os_str().is_empty());
    for path in named {
        let entries = match std::fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return Some(format!("names a directory that cannot be read: {error}")),
        };
        trusts_somebody |= entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
            .filter_map(|path| std::fs::read(path).ok())
            .any(|pem| holds_certificate(&pem));
    }
    let problem = "names no PEM file with a certificate, so TLS would trust nobody";
    (!trusts_somebody).then(|| problem.to_owned())
}

fn holds_certificate(pem: &[u8]) -> bool {
    String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn directories_come_as_a_list_and_must_hold_a_certificate() {
        let folder = tempfile::tempdir().unwrap();
        for (name, file) in [("full", "ca.pem"), ("empty", "notes.txt")] {
            let folder = folder.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            let text = if name == "full" {
                "-----BEGIN CERTIFICATE-----\n"
            } else {
                ""
            };
            std::fs::write(folder.join(file), text).unwrap();
        }
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (full, empty, none) = (at("full"), at("empty"), at("none"));
        let file = format!("{full}/ca.pem");
        for (dirs, file, problem) in [
            (full.clone(), "", None),
            (format!("{empty}:{full}:"), "", None),
            (empty.clone(), "", Some("trust nobody")),
            (empty, file.as_str(), None),
            (format!("{full}:{none}"), "", Some("cannot be read")),
        ] {
            let vars = [("SSL_CERT_DIR", dirs.as_str()), ("SSL_CERT_FILE", file)];
            let mut faults = Faults::default();
            check(&Vars::from_pairs(vars), &mut faults);
            let found = faults.as_slice().first().map(|it| it.problem.as_str());
            let is_right = match problem {
                Some(part) => found.is_some_and(|it| it.contains(part)),
                None => found.is_none(),
            };
            assert!(is_right, "{dirs}: {found:?}");
        }
    }
}
