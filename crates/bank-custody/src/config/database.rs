//! Where the bank keeps what custody does not know: `DATABASE_URL`.

use secrecy::{ExposeSecret as _, SecretString};

use super::{Faults, Vars};

/// The database's address; secret, since it may hold a password.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: SecretString,
}

impl DatabaseConfig {
    pub(super) fn read(vars: &Vars, faults: &mut Faults, default: &str) -> Option<Self> {
        let url = vars.get("DATABASE_URL").unwrap_or(default);
        let usable = match url.split_once(':') {
            // A bank that forgets everything at its end is none.
            Some(("sqlite", path)) => {
                !path.is_empty() && !path.contains(":memory:") && !path.contains("mode=memory")
            }
            Some(("postgres" | "postgresql", rest)) => rest.starts_with("//"),
            Some(_) | None => false,
        };
        if !usable {
            faults.add(
                "DATABASE_URL",
                "is no usable address",
                "sqlite:PATH of a file, or postgres://USER:PASSWORD@HOST/DATABASE",
            );
            return None;
        }
        Some(Self {
            url: SecretString::from(url),
        })
    }

    /// The file of an SQLite address.
    pub fn sqlite_path(&self) -> Option<&std::path::Path> {
        let path = self.url.expose_secret().strip_prefix("sqlite:")?;
        Some(std::path::Path::new(
            path.strip_prefix("//").unwrap_or(path),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_a_file_or_a_server() {
        for (url, is_usable) in [
            ("sqlite:data/bank.db", true),
            ("sqlite:///var/lib/bank.db", true),
            ("postgres://bank@db/bank", true),
            ("sqlite:", false),
            ("sqlite::memory:", false),
            ("sqlite://bank.db?mode=memory", false),
            ("bank.db", false),
        ] {
            let vars = Vars::from_pairs([("DATABASE_URL", url)]);
            let mut faults = Faults::default();
            let config = DatabaseConfig::read(&vars, &mut faults, "sqlite:data/bank.db");
            assert_eq!(config.is_some(), is_usable, "{url}");
            assert_eq!(faults.as_slice().is_empty(), is_usable, "{url}");
        }
    }
}
