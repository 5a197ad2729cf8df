//! The rules as decision tables, printed snapshots and properties.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "helpers of tests stop at the first surprise; printed tables are long"
)]

mod access;
mod addresses;
mod amounts;
mod approval;
mod assets;
mod conflicts;
mod delegations;
mod euro;
mod execution;
mod ids;
mod life;
mod names;
mod networks;
mod people;
mod states;
mod sums;
mod transfers;
mod votes;
mod wallets;
mod words;

use domain::id::UserId;
use domain::person::{Email, Person};
use uuid::Uuid;

/// The user with a number.
fn user(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number))
}

/// A person with a number and an email.
fn person(number: u128, email: &str) -> Person {
    Person {
        id: user(number),
        email: Email::parse(email).unwrap(),
    }
}

/// The rows of a text table: lines that are not empty, cut at `->` and at spaces.
fn rows(table: &str) -> impl Iterator<Item = (Vec<&str>, Vec<&str>)> {
    table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (given, expected) = line.split_once("->").expect(line);
            (
                given.split_whitespace().collect(),
                expected.split_whitespace().collect(),
            )
        })
}
