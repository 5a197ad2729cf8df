//! The pages over HTTP, against the whole bank of a demo: forms are posted as browsers post them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests, which may stop with a panic"
)]

mod account;
mod accounts;
mod bank;
mod browser;
mod cookies;
mod family;
mod forms;
mod headers;
mod languages;
mod live;
mod scripts;
mod send;
mod sign_in;
mod styleguide;
mod transfers;
