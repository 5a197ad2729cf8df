//! The provider over HTTP, as a client, a browser and a script meet it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod authorize;
mod code_exchange;
mod configuration;
mod harness;
mod key_rotation;
mod logout;
mod minting;
mod refresh;
mod sign_in;
mod userinfo;
