//! Parameters of a query or a form.

use url::form_urlencoded;

/// A parameter that occurs more than once (forbidden by RFC 6749 section 3.1).
#[derive(Debug)]
pub(crate) struct Repeated;

/// Decoded parameters in their order. An empty value counts as an absent one (RFC 6749 section
/// 3.1).
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(
            form_urlencoded::parse(encoded)
                .into_owned()
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        )
    }

    /// Every value of `name`.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The one value of `name`, if it is there.
    pub(crate) fn one(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let first = values.next().map(|(_, value)| value.as_str());
        if values.next().is_some() {
            Err(Repeated)
        } else {
            Ok(first)
        }
    }
}
