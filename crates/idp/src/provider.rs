//! The state that all endpoints share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::{constant_time, digest};

use crate::config::{Client, IdpConfig, Person};
use crate::grants::Grants;
use crate::keys::KeyRing;

/// Settings, keys and grants of a running provider.
pub(crate) struct Provider {
    pub(crate) config: IdpConfig,
    /// What tokens name as `iss`, with or without a slash at its end.
    pub(crate) issuer: String,
    pub(crate) keys: KeyRing,
    grants: Mutex<Grants>,
}

impl Provider {
    pub(crate) fn new(config: IdpConfig, issuer: String, keys: KeyRing) -> Self {
        Self {
            config,
            issuer,
            keys,
            grants: Mutex::default(),
        }
    }

    /// The address of one of our endpoints; `path` begins with a slash.
    pub(crate) fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.issuer.trim_end_matches('/'))
    }

    /// The present time in Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        self.config.clock.now().unix_timestamp()
    }

    pub(crate) fn grants(&self) -> MutexGuard<'_, Grants> {
        self.grants.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.config.clients.iter().find(|client| client.id == id)
    }

    pub(crate) fn person(&self, subject: &str) -> Option<&Person> {
        self.config
            .people
            .iter()
            .find(|person| person.subject == subject)
    }

    pub(crate) fn person_by_email(&self, email: &str) -> Option<&Person> {
        let email = email.trim().to_lowercase();
        self.config
            .people
            .iter()
            .find(|person| person.email.to_lowercase() == email)
    }

    /// The person with this email and password. An unknown email takes as long as a wrong password.
    pub(crate) fn person_with_password(&self, email: &str, password: &str) -> Option<&Person> {
        let person = self.person_by_email(email);
        let expected = person.map_or("", |person| person.password.as_str());
        let equal = secrets_are_equal(expected, password);
        person.filter(|_| equal)
    }
}

/// Compares without telling by the time it takes where the two differ or how long they are.
pub(crate) fn secrets_are_equal(expected: &str, given: &str) -> bool {
    let expected = digest::digest(&digest::SHA256, expected.as_bytes());
    let given = digest::digest(&digest::SHA256, given.as_bytes());
    constant_time::verify_slices_are_equal(expected.as_ref(), given.as_ref()).is_ok()
}

/// Whole seconds of a duration; the configuration keeps lifetimes far below the limit.
pub(crate) fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
