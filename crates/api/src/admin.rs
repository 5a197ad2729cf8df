//! What the bank's employees see and decide. Every handler here takes an
//! [`Employee`](crate::extract::Employee), without which it cannot be reached.

pub(crate) mod alerts;
pub(crate) mod audit;
pub(crate) mod customers;
pub(crate) mod deciders;
pub(crate) mod overview;
pub(crate) mod pause;
pub(crate) mod recovery;
pub(crate) mod transfers;
pub(crate) mod wallets;
