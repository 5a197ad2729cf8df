//! Transfers against a custody that answers in every way it can.

mod answered;
mod cancel;
mod canceller;
mod claims;
mod conflict;
mod damaged;
mod decide;
mod execute;
mod funds;
mod health;
mod idempotency;
mod pause;
mod pauses;
mod questions;
mod queue;
mod random;
mod reconcile;
mod recovery;
mod restart;
mod send;
mod starting;
mod thresholds;
mod unclear;
mod undecided;
mod visibility;
mod worker;
pub(crate) mod world;
