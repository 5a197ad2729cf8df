//! The JSON of the bank's REST API as Rust types.
//!
//! # What lives here
//! Every request and answer of the REST API, one file a resource, shared by the server
//! (`api`) and the typed client (`client`). Amounts are decimal strings, times are RFC 3339
//! in UTC, ids are opaque strings with a prefix. Request bodies refuse unknown fields.
//!
//! # What must never be here
//! Rules, defaults that depend on the bank's state, HTTP, and the types of any other crate of
//! ours: a variant that is renamed inside the bank must not change the wire by itself. No word
//! of the custody vendor.
//!
//! # Where to start reading
//! [`transfers`], then [`problem`] for how a refusal looks.

pub mod admin;
pub mod alerts;
pub mod delegations;
pub mod events;
pub mod fiat_accounts;
pub mod health;
pub mod me;
pub mod networks;
pub mod problem;
pub mod recovery;
pub mod transfers;
pub mod wallets;

pub use admin::{
    AddressFacts, AdminTransfer, AdminTransferDetail, AdminTransferList, Attention, AuditList,
    AuditRow, BankHealth, BankOverview, Conflict, Customer, CustomerList, CustomerWallets,
    DailyVolume, Decider, DeciderList, Decision, InitiatorFacts, PauseRequest, PauseState,
    PauseStatus, PendingSum, RuleFacts,
};
pub use alerts::{AcknowledgeAlert, Acknowledgement, Alert, AlertList};
pub use delegations::{CreateDelegation, Delegation, DelegationList, Permission};
pub use events::Event;
pub use fiat_accounts::{FiatAccount, FiatAccountDetail, FiatEntry};
pub use health::{Check, Health, Readiness};
pub use me::Me;
pub use networks::{DelegationLimit, Network, NetworkAsset, NetworkList};
pub use problem::{FieldError, Problem};
pub use recovery::{GrantAtRisk, Recovery, RecoveryCounts, RecoveryState, WalletAtRisk};
pub use transfers::{
    Canceller, CancellerKind, CreateTransfer, PreviewOutcome, SetBy, Transfer, TransferAnswer,
    TransferList, TransferPreview, TransferStatus,
};
pub use wallets::{
    Activity, ActivityList, AssetBalance, Direction, FrozenBy, MovementStatus, OpenWallet,
    Overview, RenameWallet, Story, TestFunds, Total, Wallet, WalletDetail, WalletStatus,
};
