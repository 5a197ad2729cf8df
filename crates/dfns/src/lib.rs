//! What lives here: a typed client of the Dfns API ([`Client`]), the signing of its calls
//! ([`SigningKey`]), its errors ([`Error`]), its JSON ([`wire`]), and the check of what its webhooks
//! deliver ([`WebhookSecrets`]).
//!
//! What must never be here: what the caller does with wallets and transfers (accounts, limits,
//! approvals), a database, configuration read from the environment.
//!
//! Where to start reading: `client.rs` for a call's way, `error.rs` for how it may end, `wire.rs`
//! for the words.
#![doc = include_str!("../README.md")]

mod client;
mod config;
mod deadline;
mod error;
mod retry;
mod signing;
mod transport;
mod webhook;
pub mod wire;

pub use client::{Client, HistoryQuery, PageQuery};
pub use config::{Config, ConfigError, Limits};
pub use error::{Cause, Error, Kind, Refusal, Scope, Step, Unreadable};
pub use signing::{KeyError, KeyKind, NewKeyPair, SigningError, SigningKey};
pub use webhook::{AGE_SECONDS_MAX, DeliveryError, SIGNATURE_HEADER, WebhookSecrets};

/// Keep secrets out of logs and wipe them: the type of the token in [`Config`] and of new keys, and
/// the way to their text.
pub use secrecy::{ExposeSecret, SecretString};
