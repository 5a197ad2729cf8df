//! What the bank's employees see of the whole bank.

mod customer_wallets;
mod overview;
mod vitals;

pub use crate::reach::Silence;
pub use customer_wallets::CustomerWallets;
pub use overview::{AdminHealth, AdminOverview, DayVolume, Health, OpenCounts, Pause, PendingSum};
pub use vitals::Vitals;
