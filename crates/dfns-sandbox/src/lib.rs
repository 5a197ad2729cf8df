//! A server of the Dfns wire protocol for laptops and tests.
//!
//! **What lives here**: credentials and action signatures that are really checked, wallets with
//! real secp256k1 keys, transfers as real signed EIP-1559 transactions executed by an embedded EVM
//! (or by an outside JSON-RPC node), webhooks that are told of every step, an Ethereum JSON-RPC
//! read-out, and, under `/_sandbox`, the controls that no vendor has: faucet, answer modes, faults
//! on demand, weather for webhooks, a ledger of executions.
//!
//! **What must never be here**: anything of the bank that talks to it. The sandbox knows the
//! vendor's documentation and Ethereum, so that a mistake shared by both sides cannot hide. It is
//! for loopback: the `/_sandbox` prefix asks for no credential.
//!
//! **Where to start reading**: [`Sandbox::start`] in `server.rs`, then `world.rs` (the state and
//! its journal), `world/transfers.rs` (a transfer's life) and `chain.rs` (blocks).
//!
//! ```no_run
//! # async fn run() -> Result<(), dfns_sandbox::SandboxError> {
//! use dfns_sandbox::{Sandbox, SandboxConfig};
//!
//! let sandbox = Sandbox::start(SandboxConfig::in_memory()).await?;
//! let account = sandbox.credentials();
//! println!("DFNS_API_URL={} DFNS_CRED_ID={}", sandbox.url(), account.cred_id);
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```

mod chain;
mod chains;
mod clock;
mod config;
mod control;
mod credentials;
mod error;
mod files;
mod ids;
mod keys;
mod protocol;
mod rates;
mod remote;
mod rpc;
mod server;
mod token;
mod webhooks;
mod world;

pub use chains::{NETWORKS, NetworkRow, TestToken};
pub use config::{AnswerMode, Insufficient, Mining, NetworkSettings, NodeKind, SandboxConfig};
pub use control::FaucetRequest;
pub use credentials::{KeyKind, ServiceAccount};
pub use error::SandboxError;
pub use server::{RunningSandbox, Sandbox};
