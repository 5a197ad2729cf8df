//! A small OpenID provider for laptops and tests.
//!
//! # What lives here
//!
//! The authorization code flow with PKCE, a sign-in page for people with a password each, refresh
//! tokens with rotation, user information, logout, and signing keys that rotate on demand. It is
//! as strict as a hosted provider: a wrong redirect address or an unknown audience is an error, and
//! without an audience the access token is opaque. Under `/_idp` it mints tokens for scripts, which
//! no real provider does; that is why it refuses to listen on any address but loopback.
//!
//! # What must never be here
//!
//! Rules of the bank, its database or its API: to this crate the bank is one client among others.
//! Nothing here is meant to face a network.
//!
//! # Where to start reading
//!
//! [`Idp::start`] in `server.rs` (every route is in its `router`), then `authorize.rs` and
//! `token_endpoint.rs` for the flow, `tokens.rs` for what the tokens say.

mod authorize;
mod clock;
mod config;
mod discovery;
mod error;
mod grants;
mod keys;
mod logout;
mod mint;
mod page;
mod parameters;
mod pkce;
mod provider;
mod scope;
mod scripts;
mod server;
mod sign_in;
mod token_endpoint;
mod tokens;
mod userinfo;

pub use clock::{Clock, SystemClock};
pub use config::{Client, IdpConfig, Person, demo_client, demo_people};
pub use error::Error;
pub use mint::{MintRequest, OneOrMany};
pub use server::{Idp, RunningIdp};
