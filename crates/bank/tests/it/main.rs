//! The use cases against a real SQLite store, a clock moved by hand and a scripted custody.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests fail loudly, their helpers too"
)]

mod audit;
mod budget;
mod comparison;
mod delegations;
mod ids;
mod notices;
mod people;
mod refusals;
mod support;
mod transfers;
mod wallets;
