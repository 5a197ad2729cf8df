//! Variables of the process and of `.env`; the process wins.

use std::{collections::BTreeMap, fmt, path::Path};

/// The variables that a start sees. `Debug` shows names only: values may be secrets.
#[derive(Clone, Default)]
pub struct Vars {
    values: BTreeMap<String, Var>,
}

#[derive(Clone)]
struct Var {
    value: String,
    source: &'static str,
}

/// `.env` exists and cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum VarsError {
    /// The file cannot be opened.
    #[error(".env cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// A line is no `NAME=value`. The line itself is not shown: it may hold a secret.
    #[error(".env: line {line} is no NAME=value")]
    Malformed {
        /// Which line, from 1, counting assignments.
        line: usize,
    },
}

impl Vars {
    /// The variables of this process and, where it exists, of the `.env` file at `dotenv`.
    ///
    /// # Errors
    /// [`VarsError`] when the file exists and cannot be read.
    pub fn from_process(dotenv: &Path) -> Result<Self, VarsError> {
        let mut values = BTreeMap::new();
        if dotenv.exists() {
            for (index, pair) in read_dotenv(dotenv)?.enumerate() {
                let (name, value) = pair.map_err(|error| fault(error, index + 1))?;
                values.insert(
                    name,
                    Var {
                        value,
                        source: ".env",
                    },
                );
            }
        }
        let process = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        values.extend(process.map(|(name, value)| {
            (
                name,
                Var {
                    value,
                    source: "environment",
                },
            )
        }));
        Ok(Self { values })
    }

    /// Variables given by hand.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let values = pairs
            .into_iter()
            .map(|(name, value)| {
                (
                    name.into(),
                    Var {
                        value: value.into(),
                        source: "environment",
                    },
                )
            })
            .collect();
        Self { values }
    }

    /// The value without surrounding blanks; an empty variable counts as unset. The name is one of
    /// [`VARIABLES`](super::VARIABLES): what is not in that list is in no documentation either.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.var(name).map(|var| var.value.trim())
    }

    /// Where a variable that is not empty was set.
    pub fn source(&self, name: &str) -> Option<&'static str> {
        self.var(name).map(|var| var.source)
    }

    fn var(&self, name: &str) -> Option<&Var> {
        debug_assert!(super::variables::is_known(name), "{name} is not listed");
        let var = self.values.get(name)?;
        (!var.value.trim().is_empty()).then_some(var)
    }

    /// The first variable with one of `prefixes` that is not empty, and where it was set.
    pub fn first_set_with_prefix(&self, prefixes: &[&str]) -> Option<(&str, &'static str)> {
        self.set()
            .find(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)))
    }

    /// Every variable that is not empty, and where it was set.
    pub(super) fn set(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.values
            .iter()
            .filter(|(_, var)| !var.value.trim().is_empty())
            .map(|(name, var)| (name.as_str(), var.source))
    }
}

fn read_dotenv(path: &Path) -> Result<dotenvy::Iter<std::fs::File>, VarsError> {
    dotenvy::from_path_iter(path).map_err(|error| fault(error, 1))
}

/// The fault without the line's text.
fn fault(error: dotenvy::Error, line: usize) -> VarsError {
    if let dotenvy::Error::Io(source) = error {
        VarsError::Unreadable(source)
    } else {
        VarsError::Malformed { line }
    }
}

impl fmt::Debug for Vars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.values.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Vars;

    #[test]
    fn an_empty_variable_is_unset_and_has_no_source() {
        let vars = Vars::from_pairs([("BANK_NAME", "  "), ("NODE_NAME", " a ")]);
        assert_eq!(
            (vars.get("BANK_NAME"), vars.source("BANK_NAME")),
            (None, None)
        );
        assert_eq!(vars.get("NODE_NAME"), Some("a"));
        assert_eq!(vars.source("NODE_NAME"), Some("environment"));
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "is not listed")]
    fn a_variable_that_is_not_listed_cannot_be_read() {
        Vars::default().get("UNLISTED");
    }
}
