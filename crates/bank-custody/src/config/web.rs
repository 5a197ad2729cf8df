//! The pages: where they listen, this application at the identity provider, the key of their
//! cookies.

use std::net::{Ipv4Addr, SocketAddr};

use secrecy::{ExposeSecret as _, SecretString};

use super::{Faults, Vars, network_front::read_listen, secret};

/// A shorter secret could be guessed.
const SECRET_CHARACTERS_MIN: usize = 32;

/// What the pages need beside the rest of the bank's settings.
#[derive(Clone, Debug)]
pub struct WebConfig {
    /// Where they listen (`WEB_LISTEN`).
    pub listen: SocketAddr,
    /// This application at the identity provider (`AUTH0_CLIENT_ID`).
    pub client_id: String,
    /// Its secret there (`AUTH0_CLIENT_SECRET`).
    pub client_secret: SecretString,
    /// What the key of all cookies is derived from (`AUTH0_SECRET`).
    pub cookie_secret: SecretString,
}

impl WebConfig {
    /// Whether anything is set that the pages alone need.
    pub(super) fn is_begun(vars: &Vars) -> bool {
        ["AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "AUTH0_SECRET"]
            .iter()
            .any(|name| vars.get(name).is_some())
    }

    pub(super) fn read(vars: &Vars, faults: &mut Faults) -> Option<Self> {
        let listen = read_web_listen(vars, faults);
        let client_id = faults.required(
            vars,
            "AUTH0_CLIENT_ID",
            "the id of this application at the identity provider",
        );
        let client_secret = secret::required(
            vars,
            faults,
            "AUTH0_CLIENT_SECRET",
            "the secret of this application at the identity provider, or @FILE",
        );
        let cookie_secret = read_cookie_secret(vars, faults);
        Some(Self {
            listen: listen?,
            cookie_secret: cookie_secret?,
            client_id: client_id?.to_owned(),
            client_secret: client_secret?,
        })
    }
}

/// Where the pages listen (`WEB_LISTEN`).
pub(crate) fn read_web_listen(vars: &Vars, faults: &mut Faults) -> Option<SocketAddr> {
    let default = SocketAddr::from((Ipv4Addr::LOCALHOST, 3000));
    read_listen(vars, faults, "WEB_LISTEN").map(|set| set.unwrap_or(default))
}

fn read_cookie_secret(vars: &Vars, faults: &mut Faults) -> Option<SecretString> {
    const EXPECTED: &str = "at least 32 random characters, for example of `openssl rand -hex 32`; \
         the same on every server of the pages; or @FILE";
    let secret = secret::required(vars, faults, "AUTH0_SECRET", EXPECTED)?;
    if secret.expose_secret().chars().count() < SECRET_CHARACTERS_MIN {
        faults.add("AUTH0_SECRET", "is too short", EXPECTED);
        return None;
    }
    Some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        let mut faults = Faults::default();
        let vars = Vars::from_pairs([("AUTH0_SECRET", "short")]);
        assert!(WebConfig::read(&vars, &mut faults).is_none());
        let named: Vec<_> = faults.as_slice().iter().map(|it| it.variable).collect();
        assert_eq!(
            named,
            ["AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "AUTH0_SECRET"]
        );
    }
}
