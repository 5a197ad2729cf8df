//! Wallets: opening, reading, naming, freezing.

pub mod activity;
pub mod balances;
mod freeze;
mod freezer;
mod open;
mod opening;
mod overview;
mod read;
mod rename;
mod test_funds;
mod view;

pub use activity::{ActivityPage, ActivityRow, ActivityTransfer};
pub use open::OpenWallet;
pub use overview::{Overview, Total};
pub(crate) use read::Approached;
pub(crate) use view::wallet_ref;
pub use view::{AssetBalance, EuroValue, Holdings, OwnGrant, WalletView};
