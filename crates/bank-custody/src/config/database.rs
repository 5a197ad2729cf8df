//! Where the bank keeps what custody does not know, and what it may take of it: `DATABASE_URL`,
//! `DATABASE_CONNECTIONS_MAX`, `DATABASE_LOCK_TIMEOUT`, `DATABASE_STATEMENT_TIMEOUT`.

use secrecy::{ExposeSecret as _, SecretString};
use store::Limits;

use super::{Faults, Vars, duration, secret};

/// The database's address, secret, since it may hold a password; and the limits of this process.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: SecretString,
    /// Connections, and how long locks and statements may take.
    pub limits: Limits,
}

impl DatabaseConfig {
    pub(super) fn read(vars: &Vars, faults: &mut Faults, default: &str) -> Option<Self> {
        const EXPECTED: &str =
            "sqlite:PATH of a file, or postgres://USER:PASSWORD@HOST/DATABASE, or @FILE";
        let limits = read_limits(vars, faults);
        let url = secret::read(vars, faults, "DATABASE_URL", EXPECTED)?;
        let url = url.unwrap_or_else(|| SecretString::from(default));
        let usable = match url.expose_secret().split_once(':') {
            // A bank that forgets everything at its end is none.
            Some(("sqlite", path)) => {
                !path.is_empty() && !path.contains(":memory:") && !path.contains("mode=memory")
            }
            Some(("postgres" | "postgresql", rest)) => rest.starts_with("//"),
            Some(_) | None => false,
        };
        if !usable {
            faults.add("DATABASE_URL", "is no usable address", EXPECTED);
            return None;
        }
        Some(Self {
            url,
            limits: limits?,
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

fn read_limits(vars: &Vars, faults: &mut Faults) -> Option<Limits> {
    let default = Limits::default();
    let connections_max = read_connections(vars, faults, default.connections_max);
    let mut time = |name, default| duration::read(vars, faults, name, default);
    let lock_timeout = time("DATABASE_LOCK_TIMEOUT", default.lock_timeout);
    let statement_timeout = time("DATABASE_STATEMENT_TIMEOUT", default.statement_timeout);
    Some(Limits {
        connections_max: connections_max?,
        lock_timeout: lock_timeout?,
        statement_timeout: statement_timeout?,
    })
}

fn read_connections(vars: &Vars, faults: &mut Faults, default: u32) -> Option<u32> {
    let Some(text) = vars.get("DATABASE_CONNECTIONS_MAX") else {
        return Some(default);
    };
    // One that reads while another one writes.
    let count = text.parse().ok().filter(|count| (2..=1000).contains(count));
    if count.is_none() {
        faults.add(
            "DATABASE_CONNECTIONS_MAX",
            "is no usable number",
            "a whole number from 2 to 1000",
        );
    }
    count
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

    #[test]
    fn limits_are_numbers_and_times() {
        let set = [
            ("DATABASE_CONNECTIONS_MAX", "40"),
            ("DATABASE_LOCK_TIMEOUT", "2s"),
            ("DATABASE_STATEMENT_TIMEOUT", "1m"),
        ];
        let mut faults = Faults::default();
        let limits = read_limits(&Vars::from_pairs(set), &mut faults).unwrap();
        assert_eq!(
            (limits.connections_max, limits.lock_timeout.as_secs()),
            (40, 2)
        );
        assert_eq!(limits.statement_timeout.as_secs(), 60);
        assert_eq!(
            read_limits(&Vars::default(), &mut faults),
            Some(Limits::default())
        );
        assert!(faults.as_slice().is_empty());
        for (name, _) in set {
            let mut faults = Faults::default();
            let vars = Vars::from_pairs([(name, "0")]);
            assert_eq!(read_limits(&vars, &mut faults), None, "{name}");
            assert_eq!(faults.as_slice().len(), 1, "{name}");
        }
    }
}
