//! The people of a run.

use bank::RequestContext;
use bank::people::VerifiedToken;
use time::Duration;

use crate::turns::{START, Turns};
use bank::Clock as _;

/// The identity provider of everybody.
pub(crate) const ISSUER: &str = "https://id.example/";

/// A token lasts this long; with each new one the bank writes the person's row anew.
const TOKENS_EVERY: i64 = 600;

/// Somebody who does things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) employee: bool,
}

const fn customer(name: &'static str, email: &'static str) -> Person {
    Person {
        name,
        email,
        employee: false,
    }
}

const fn employee(name: &'static str, email: &'static str) -> Person {
    Person {
        name,
        email,
        employee: true,
    }
}

/// Everybody.
pub(crate) const PEOPLE: [Person; 9] = [
    customer("alice", "alice@example.com"),
    customer("bob", "bob@example.com"),
    customer("charlie", "Charlie@example.com"),
    customer("fay", "fay@example.com"),
    customer("gus", "gus@example.com"),
    // A customer's second account: same address as an employee, so never impartial.
    customer("claire-at-home", "Claire@bank.example"),
    employee("claire", "claire@bank.example"),
    employee("dana", "dana@bank.example"),
    employee("eve", "eve@bank.example"),
];

/// Those who work for the bank.
pub(crate) fn employees() -> Vec<Person> {
    PEOPLE.into_iter().filter(|one| one.employee).collect()
}

/// Those who may be expected to own wallets: now and then an employee does as well.
pub(crate) fn owners() -> Vec<Person> {
    let owner = |one: &Person| !one.employee || one.name == "eve";
    PEOPLE.into_iter().filter(owner).collect()
}

impl Person {
    /// The person's access token at this moment.
    pub(crate) fn token(&self, turns: &Turns) -> VerifiedToken {
        let since = (turns.now() - START).whole_seconds();
        let roles = if self.employee {
            vec!["employee".to_owned()]
        } else {
            Vec::new()
        };
        VerifiedToken {
            issuer: ISSUER.to_owned(),
            subject: self.name.to_owned(),
            email: Some(self.email.to_owned()),
            email_verified: None,
            name: Some(self.name.to_owned()),
            roles,
            issued_at: START + Duration::seconds(since - since.rem_euclid(TOKENS_EVERY)),
        }
    }

    /// Where a request of the person's comes from.
    pub(crate) fn request(number: u64) -> RequestContext {
        RequestContext {
            request_id: format!("request-{number}"),
            address: "192.0.2.7".to_owned(),
        }
    }
}
