//! Secrets: as the value of their variable, or in a file that it names after an `@`, where no list
//! of processes shows them. Service managers and container tools hand secrets over so.

use secrecy::SecretString;

use super::{Faults, Vars};

/// The secret: `Some(None)` when it is unset, `None` after a fault.
pub(super) fn read(
    vars: &Vars,
    faults: &mut Faults,
    name: &'static str,
    expected: &'static str,
) -> Option<Option<SecretString>> {
    let Some(value) = vars.get(name) else {
        return Some(None);
    };
    // Container tools hand over the quotes of an environment file as part of the value.
    let value = value.trim_matches('"');
    let Some(path) = value.strip_prefix('@') else {
        return Some(Some(SecretString::from(value)));
    };
    match std::fs::read_to_string(path) {
        // Whoever writes a file ends its last line; an empty one is as an empty variable.
        Ok(text) => Some(
            Some(text.trim())
                .filter(|text| !text.is_empty())
                .map(SecretString::from),
        ),
        Err(error) => {
            let problem = format!("names a file that cannot be read: {error}");
            faults.add(name, problem, expected);
            None
        }
    }
}

/// A secret that must be set.
pub(super) fn required(
    vars: &Vars,
    faults: &mut Faults,
    name: &'static str,
    expected: &'static str,
) -> Option<SecretString> {
    let secret = read(vars, faults, name, expected)?;
    if secret.is_none() {
        faults.add(name, "is not set", expected);
    }
    secret
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_secret_stands_in_the_variable_or_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "hidden\n").unwrap();
        let at_file = format!("@{}", file.display());
        let empty = folder.path().join("empty");
        std::fs::write(&empty, "\n").unwrap();
        let at_empty = format!("@{}", empty.display());
        let at_none = format!("@{}-of-nobody", file.display());
        for (value, secret, faulty) in [
            ("plain", Some("plain"), false),
            ("\"quoted\"", Some("quoted"), false),
            (at_file.as_str(), Some("hidden"), false),
            (at_none.as_str(), None, true),
            (at_empty.as_str(), None, true),
            ("", None, true),
        ] {
            let vars = Vars::from_pairs([("AUTH0_SECRET", value)]);
            let mut faults = Faults::default();
            let read = required(&vars, &mut faults, "AUTH0_SECRET", "a secret");
            assert_eq!(
                read.as_ref().map(|it| it.expose_secret()),
                secret,
                "{value}"
            );
            assert_eq!(faults.names("AUTH0_SECRET"), faulty, "{value}");
        }
    }
}
