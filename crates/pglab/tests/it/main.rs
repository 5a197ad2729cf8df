//! The laboratory's own tests.

#![expect(clippy::unwrap_used, reason = "tests")]

mod proxy;
mod server;
