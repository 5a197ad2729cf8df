//! The client against a server on loopback that answers as told.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod accepted;
mod config;
mod fake;
mod faults;
mod keys;
mod kinds;
mod reads;
mod secrets;
mod sent;
mod webhook;
