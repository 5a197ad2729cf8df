//! What the bank's employees see of the whole bank.

mod customer_wallets;
mod overview;
mod vitals;

pub use crate::breaker::BreakerState;
pub use customer_wallets::CustomerWallets;
pub use overview::{AdminHealth, AdminOverview, DayVolume, Health, OpenCounts, PendingSum};
pub use vitals::{CallsView, OldestOpen, Vitals};
