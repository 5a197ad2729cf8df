//! Variables of the process and of `.env`; the process wins.

use std::{collections::BTreeMap, fmt, path::Path};

use super::env_file;

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

/// What is wrong with a `.env` that exists.
#[derive(Debug, thiserror::Error)]
pub enum VarsError {
    /// The file cannot be opened.
    #[error(".env cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// A line is no `NAME=value`. The line itself is not shown: it may hold a secret.
    #[error(
        ".env: line {line} is no NAME=value; a value with blanks, `$`, `#`, quotes or backslashes \
         stands in single quotes, NAME='…'"
    )]
    Malformed {
        /// Where the assignment begins in the file, from 1.
        line: usize,
    },
    /// A `$` that a shell would replace.
    #[error(
        ".env: line {line} has a `$` that would be replaced by another variable; put the value in \
         single quotes, NAME='…'"
    )]
    Substitution {
        /// Where the assignment begins in the file, from 1.
        line: usize,
    },
}

impl Vars {
    /// The variables of this process and, where it exists, of the `.env` file at `dotenv`.
    ///
    /// # Errors
    /// [`VarsError`] when the file exists and cannot be read, or a line of it is not understood.
    pub fn from_process(dotenv: &Path) -> Result<Self, VarsError> {
        let mut values = BTreeMap::new();
        if dotenv.exists() {
            let text = std::fs::read_to_string(dotenv).map_err(VarsError::Unreadable)?;
            for (name, value) in env_file::assignments(&text)? {
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
