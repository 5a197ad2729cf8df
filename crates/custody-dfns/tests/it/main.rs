//! The adapter against a server on loopback that answers as told.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod bodies;
mod failures;
mod fake;
mod notices;
mod reads;
mod states;
mod transfers;
mod wallets;
