//! The HTTP surface against a real bank with a real database; custody and the identity provider
//! are stand-ins of this crate.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected should stop"
)]

mod access;
mod admin;
mod auth;
mod bad_input;
mod client_calls;
mod delegations;
mod demo;
mod events;
mod fiat_accounts;
mod health;
mod input;
mod openapi;
mod serving;
mod support;
mod surround;
mod transfers;
mod wallets;
mod webhooks;
mod whole_bank;
