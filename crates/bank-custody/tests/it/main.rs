//! System tests: the program as it is started, over HTTP and signals, against the chain's own
//! ledger.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests: their failures are the tests' failures"
)]

mod browser;
mod check;
mod claims;
mod commands;
mod configuration;
#[cfg(feature = "failpoints")]
mod crash;
mod demo;
mod disasters;
mod docs;
mod faults;
mod http;
mod kill;
mod metrics;
mod nodes;
mod program;
mod proxy;
mod races;
mod server;
mod setup;
mod sign_in;
mod tls;
mod walkthrough;
mod wallet;
mod webhooks;
