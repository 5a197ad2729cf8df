//! Delegations: sharing a wallet, and taking that back.

mod grant;
mod list;
mod revoke;
mod view;

pub use grant::GrantDelegation;
pub use view::{DelegationView, Delegations, Party};
