//! What the provider is told: its address, its clients, the people it knows.

use std::collections::HashSet;
use std::fmt;
use std::hash::Hash;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::clock::{Clock, SystemClock};
use crate::error::Error;

/// No lifetime may be longer than this, which keeps arithmetic on times inside their range.
const LIFETIME_MAX: Duration = Duration::from_secs(366 * 24 * 3600);

/// Settings of a provider.
#[derive(Clone, Debug)]
pub struct IdpConfig {
    /// Where to listen: a loopback address, port 0 for any free port.
    pub listen: SocketAddr,
    /// The issuer that tokens name; by default `http://` and the bound address. An origin, with or
    /// without the slash at its end.
    pub issuer: Option<String>,
    /// The one API for which JWT access tokens are issued.
    pub audience: String,
    /// The address in front of the names of our own claims; `<namespace>/roles` and so on.
    pub claims_namespace: String,
    /// Applications that may send people here.
    pub clients: Vec<Client>,
    /// Everybody who can sign in.
    pub people: Vec<Person>,
    /// Lifetime of an access token.
    pub access_token_ttl: Duration,
    /// Lifetime of an id token.
    pub id_token_ttl: Duration,
    /// Lifetime of an authorization code (RFC 6749 section 4.1.2 allows at most ten minutes).
    pub code_ttl: Duration,
    /// Time that a person has to fill in the sign-in form.
    pub sign_in_ttl: Duration,
    /// How long after a sign-in its refresh tokens work, however often they rotate.
    pub refresh_token_ttl: Duration,
    /// How long a refresh token that was exchanged may be presented again, for clients that lost
    /// the answer. Afterwards (at once when zero) its use ends the whole session.
    pub refresh_overlap: Duration,
    /// Directory in which the signing keys persist; without one they live as long as the process.
    pub data_dir: Option<PathBuf>,
    /// Whether a `login_hint` with the email of somebody known signs that person in at once, for
    /// applications that offer their demonstration's people by a click. The passwords are public
    /// anyway.
    pub trusts_login_hint: bool,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
}

impl IdpConfig {
    /// A provider without clients and people on a free port, with the usual lifetimes.
    pub fn new(audience: impl Into<String>, claims_namespace: impl Into<String>) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            issuer: None,
            audience: audience.into(),
            claims_namespace: claims_namespace.into(),
            clients: Vec::new(),
            people: Vec::new(),
            access_token_ttl: Duration::from_secs(3600),
            id_token_ttl: Duration::from_secs(3600),
            code_ttl: Duration::from_secs(60),
            sign_in_ttl: Duration::from_secs(600),
            refresh_token_ttl: Duration::from_secs(14 * 24 * 3600),
            refresh_overlap: Duration::from_secs(10),
            data_dir: None,
            trusts_login_hint: false,
            clock: Arc::new(SystemClock),
        }
    }

    /// Refuses what could not work, naming every fault.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !self.listen.ip().is_loopback() {
            return Err(Error::NotLoopback(self.listen));
        }
        let mut faults = Vec::new();
        if self.audience.is_empty() {
            faults.push("the audience is empty".to_owned());
        }
        if !is_http(&self.claims_namespace) {
            faults.push("the claims' namespace is no http or https address".to_owned());
        }
        if self
            .issuer
            .as_deref()
            .is_some_and(|issuer| !is_origin(issuer))
        {
            faults.push("the issuer is not an origin like http://localhost:5003".to_owned());
        }
        self.check_lifetimes(&mut faults);
        for client in &self.clients {
            client.check(&mut faults);
        }
        for person in &self.people {
            person.check(&mut faults);
        }
        if has_double(self.clients.iter().map(|client| client.id.as_str())) {
            faults.push("two clients have the same id".to_owned());
        }
        if has_double(self.people.iter().map(|person| person.subject.as_str())) {
            faults.push("two people have the same subject".to_owned());
        }
        if has_double(self.people.iter().map(|person| person.email.to_lowercase())) {
            faults.push("two people have the same email".to_owned());
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Error::Config(faults))
        }
    }

    fn check_lifetimes(&self, faults: &mut Vec<String>) {
        let lifetimes = [
            ("access_token_ttl", self.access_token_ttl),
            ("id_token_ttl", self.id_token_ttl),
            ("code_ttl", self.code_ttl),
            ("sign_in_ttl", self.sign_in_ttl),
            ("refresh_token_ttl", self.refresh_token_ttl),
        ];
        for (name, lifetime) in lifetimes {
            if lifetime < Duration::from_secs(1) || lifetime > LIFETIME_MAX {
                faults.push(format!("{name} is not between one second and one year"));
            }
        }
        if self.refresh_overlap > LIFETIME_MAX {
            faults.push("refresh_overlap is longer than one year".to_owned());
        }
    }
}

/// An application registered with the provider.
#[derive(Clone)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// Its `client_secret`.
    pub secret: String,
    /// Addresses to which a code may be sent; compared byte by byte.
    pub redirect_uris: Vec<String>,
    /// Addresses to which a logout may lead; compared byte by byte.
    pub post_logout_redirect_uris: Vec<String>,
}

impl Client {
    fn check(&self, faults: &mut Vec<String>) {
        if self.id.is_empty() || self.secret.is_empty() {
            faults.push("a client has no id or no secret".to_owned());
        }
        for uri in self
            .redirect_uris
            .iter()
            .chain(&self.post_logout_redirect_uris)
        {
            if !is_http(uri) || uri.contains('#') {
                faults.push(format!(
                    "{uri:?} is no http or https address without a fragment"
                ));
            }
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            secret: _,
            redirect_uris,
            post_logout_redirect_uris,
        } = self;
        f.debug_struct("Client")
            .field("id", id)
            .field("redirect_uris", redirect_uris)
            .field("post_logout_redirect_uris", post_logout_redirect_uris)
            .finish_non_exhaustive()
    }
}

/// Somebody who can sign in.
#[derive(Clone)]
pub struct Person {
    /// The subject of their tokens; never changes.
    pub subject: String,
    /// Their full name.
    pub name: String,
    /// Their address, with which they sign in; letter case does not matter.
    pub email: String,
    /// Whether somebody has checked that the address is theirs.
    pub email_verified: bool,
    /// Roles that their tokens carry.
    pub roles: Vec<String>,
    /// Their password.
    pub password: String,
}

impl Person {
    fn check(&self, faults: &mut Vec<String>) {
        if self.subject.is_empty() || self.email.is_empty() || self.password.is_empty() {
            faults.push("a person has no subject, no email or no password".to_owned());
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            subject,
            name,
            email,
            email_verified,
            roles,
            password: _,
        } = self;
        f.debug_struct("Person")
            .field("subject", subject)
            .field("name", name)
            .field("email", email)
            .field("email_verified", email_verified)
            .field("roles", roles)
            .finish_non_exhaustive()
    }
}

/// The people of the demonstration. Their passwords are public and belong to nobody:
///
/// | person | email | password | role |
/// |---|---|---|---|
/// | Alice | `alice@example.com` | `alice-demo-password` | |
/// | Bob | `bob@example.com` | `bob-demo-password` | |
/// | Charlie | `charlie@example.com` | `charlie-demo-password` | |
/// | Claire | `claire@example.com` | `claire-demo-password` | `employee` |
/// | Dana | `dana@example.com` | `dana-demo-password` | `employee` |
pub fn demo_people() -> Vec<Person> {
    let person = |name: &str, family_name: &str, roles: &[&str]| {
        let handle = name.to_lowercase();
        Person {
            subject: format!("demo|{handle}"),
            name: format!("{name} {family_name}"),
            email: format!("{handle}@example.com"),
            email_verified: true,
            roles: roles.iter().map(|&role| role.to_owned()).collect(),
            password: format!("{handle}-demo-password"),
        }
    };
    vec![
        person("Alice", "Martin", &[]),
        person("Bob", "Martin", &[]),
        person("Charlie", "Martin", &[]),
        person("Claire", "Dubois", &["employee"]),
        person("Dana", "Novak", &["employee"]),
    ]
}

/// The demonstration's web front at `base_url` (no slash at its end): a person comes back from
/// sign-in at `<base_url>/auth/callback` and from logout at exactly `base_url`.
pub fn demo_client(base_url: &str) -> Client {
    Client {
        id: "demo-web".to_owned(),
        secret: "demo-web-secret".to_owned(),
        redirect_uris: vec![format!("{base_url}/auth/callback")],
        post_logout_redirect_uris: vec![base_url.to_owned()],
    }
}

fn is_http(address: &str) -> bool {
    Url::parse(address)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
}

fn is_origin(address: &str) -> bool {
    is_http(address)
        && Url::parse(address).is_ok_and(|url| {
            url.origin().ascii_serialization() == address.trim_end_matches('/') && url.path() == "/"
        })
}

fn has_double<T: Eq + Hash>(items: impl Iterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    items.into_iter().any(|item| !seen.insert(item))
}
