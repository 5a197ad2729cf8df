//! What must hold, checked after every commit, every execution on the chain and every step.
//!
//! The oracle reads the bank's tables and custody's own record. It keeps the life of each transfer
//! by itself, and asks no function of the bank's rules whether something was allowed.

mod agreement;
mod authority;
mod books;
mod executions;
mod following;
mod leases;
mod memory;
mod order;
pub(crate) mod rules;

use domain::id::{TransferId, WalletId};
use serde_json::Value;
use store::Store;

use self::memory::Watched;
use self::rules::Limits;
use crate::custodian::Custodian;
use crate::story::Story;

pub(crate) use self::memory::{Memory, WatchedWallet};

/// Something that must never be.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{what}")]
pub(crate) struct Violation {
    pub(crate) what: String,
    /// The short name of what it is about.
    pub(crate) about: Option<String>,
}

/// What a check finds.
pub(crate) type Checked<T = ()> = Result<T, Violation>;

impl From<store::Error> for Violation {
    fn from(error: store::Error) -> Self {
        Self {
            what: format!("the oracle cannot read: {error:?}"),
            about: None,
        }
    }
}

/// Follows a run.
pub(crate) struct Oracle {
    pub(crate) store: Store,
    story: Story,
    custodian: Custodian,
    limits: Limits,
    /// Up to which row the audit was followed.
    audited: i64,
    /// How many executions of the chain were looked at.
    executed: usize,
    memory: Memory,
    opened: Vec<WalletId>,
}

impl Oracle {
    pub(crate) fn new(store: Store, story: &Story, custodian: &Custodian, limits: Limits) -> Self {
        Self {
            store,
            story: story.clone(),
            custodian: custodian.clone(),
            limits,
            audited: 0,
            executed: 0,
            memory: Memory::default(),
            opened: Vec::new(),
        }
    }

    /// What the oracle knows of the books.
    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Wallets that have got an address since this was last asked.
    pub(crate) fn take_opened(&mut self) -> Vec<WalletId> {
        std::mem::take(&mut self.opened)
    }

    fn broken(&self, id: TransferId, what: impl Into<String>) -> Violation {
        let name = self.story.name("transfer", id);
        Violation {
            what: format!("{name}: {}", what.into()),
            about: Some(name),
        }
    }

    fn watched(&self, id: TransferId) -> Checked<&Watched> {
        self.memory
            .transfers
            .get(&id)
            .ok_or_else(|| self.broken(id, "was never asked for"))
    }
}

fn text<'a>(value: &'a Option<Value>, name: &str) -> Option<&'a str> {
    value.as_ref()?.get(name)?.as_str()
}
