//! The bank's database: one API over SQLite and PostgreSQL.
//!
//! # What lives here
//! Tables, migrations and every SQL statement of the bank, one file a table group. [`Store`] opens
//! the database and reads; [`Tx`] is a write transaction, and all that must hold together happens
//! in one. The invariants of money are constraints and triggers of the database itself.
//!
//! # What must never be here
//! Rules of money or permission (they are in `domain`), calls to other systems, and words of HTTP.
//! Nothing outside this crate names a table or a column.
//!
//! # Where to start reading
//! `migrations/postgres/0001_initial.sql` for the tables, `sql.rs` for how a statement is written
//! once for both engines, then `wallets.rs` as an example of a table group.

pub mod alerts;
pub mod approvals;
pub mod audit;
pub mod backup;
pub mod balances;
pub mod calls;
pub mod comparisons;
pub mod delegations;
mod error;
pub mod events;
pub mod fiat;
pub mod fingerprint;
pub mod idempotency;
pub mod inbox;
mod inspection;
mod node;
pub mod observer;
pub mod pacer;
mod page;
mod patience;
pub mod pause;
pub mod people;
pub mod rates;
pub mod recovery;
pub mod service_state;
mod sql;
mod store;
pub mod transfers;
mod tx;
mod unit;
pub mod wallets;

pub use error::{Error, Result, Source};
pub use inspection::Migrations;
pub use node::Node;
pub use page::{Page, Paged, SeqCursor, TimeCursor};
pub use store::{Connections, Engine, Limits, SteadyTimeSource, Store, StoreOptions, TimeSource};
pub use tx::Tx;
pub use unit::UnitOfWork;
