//! The simulator: a whole bank in virtual time, chosen by a seed.
//!
//! What lives here: people who act at random through the real use cases and the real store, a
//! custody that fails in every way it may, nodes that die and stand still, a scheduler that decides
//! by the seed whose turn it is, and an oracle that knows what must never be.
//!
//! What must never be here: rules asked of the bank's own code by the oracle, SQL on the bank's
//! tables, clocks, timers or randomness other than the seed's, and anything that the bank itself
//! needs.
//!
//! Where to start reading: `run.rs` for one run, `turns.rs` and `tasks.rs` for whose turn it
//! is, `oracle.rs` for what must hold.

mod action;
mod alarm;
mod client;
mod custodian;
mod database;
mod dice;
mod fleet;
mod node;
mod oracle;
mod people;
mod progress;
mod run;
mod story;
mod tasks;
mod turns;

pub use crate::database::Engine;
pub use crate::fleet::{Outcome, Plan, run};
pub use crate::progress::Progress;
