//! The rules of the bank.
//!
//! What lives here: money, networks and assets, addresses, people, delegations, who may what,
//! which transfers wait for an employee, the life of a transfer, and what an answer of custody
//! means for it. Everything is a value or a total function.
//!
//! What must never be here: input and output, async, a clock, randomness, serialisation, HTTP
//! statuses, SQL, the name or the words of a custody vendor. A rule that needs to await something
//! belongs to `bank`, which gathers the facts and asks this crate.
//!
//! Where to start reading: [`transfer`] for the life of a transfer, [`approval`] for what makes it
//! wait, [`access`] for who may what, [`execution`] for the answers of custody.

pub mod access;
pub mod address;
pub mod approval;
pub mod asset;
pub mod delegation;
pub mod execution;
pub mod funds;
pub mod id;
pub mod money;
pub mod name;
pub mod network;
pub mod person;
pub mod reference;
pub mod transfer;
pub mod wallet;
