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
            Some(("sqlite", path)) => !path.is_empty(),
            Some(("postgres" | "postgresql", rest)) => rest.starts_with("//"),
            Some(_) | None => false,
        };
        if !usable {
            faults.add(
                "DATABASE_URL",
                "is no usable address",
                "sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE",
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
