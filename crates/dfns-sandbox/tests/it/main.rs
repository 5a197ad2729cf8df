//! The sandbox over HTTP, spoken to by hand: bodies are typed from the custody protocol notes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod auth;
mod client_examples;
mod deliveries;
mod faults;
mod harness;
mod history;
mod idempotency;
mod keys;
mod modes;
mod nonces;
mod outside_node;
mod raw;
mod real_client;
mod restart;
mod rpc;
mod token;
mod transfers;
mod wallets;
mod webhooks;
