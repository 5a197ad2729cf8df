//! The use cases of the bank.
//!
//! What lives here: everything that awaits something, named by verbs: sign in, open a wallet, read
//! balances, delegate, send, approve, execute, look after what is owed. Here are the ports
//! [`custody::Custody`], [`rates::Rates`], [`fiat::FiatAccounts`], [`clock::Clock`] and
//! [`ids::Ids`], [`tasks::Tasks`], and the transactions in which a change, its audit row and its event become true
//! together.
//!
//! What must never be here: SQL, HTTP and its statuses, JSON of the API, words of a custody
//! vendor, the system's time or the runtime's timers (except behind the clock's port). A check
//! that needs no await is a rule and belongs to `domain`.
//!
//! Where to start reading: [`Bank`], then [`people`] for how a caller comes about, [`wallets`], and
//! [`transfers`] for the money.

pub mod admin;
mod alerts;
pub mod audit;
pub mod budget;
pub mod caller;
pub mod clock;
mod comparison;
pub mod custody;
pub mod delegations;
pub mod error;
pub mod events;
pub mod fiat;
mod fields;
pub mod idempotency;
pub mod ids;
mod metered;
pub mod notices;
pub mod pause;
pub mod people;
pub mod rates;
mod reach;
pub mod recovery;
pub mod settings;
pub mod tasks;
pub mod transfers;
pub mod units;
mod values;
pub mod wallets;
pub mod worker;

use std::fmt;
use std::sync::Arc;

use store::Store;

use crate::budget::CallBudget;
use crate::metered::{Metered, Priority};
use crate::reach::Reach;
use crate::tasks::Ended;
use crate::transfers::Executions;
use crate::wallets::balances::Refreshes;

pub use crate::caller::{Actor, Caller, RequestContext};
pub use crate::clock::{Clock, SystemClock};
pub use crate::error::{Error, Fault, FieldError, Refusal, Result};
pub use crate::fiat::FiatAccounts;
pub use crate::ids::{ClockIds, Ids};
pub use crate::rates::Rates;
pub use crate::settings::{DemoSettings, OpeningBalances, Settings};
pub use crate::tasks::{RuntimeTasks, Tasks};
pub use store::{Page, Paged, SeqCursor, TimeCursor};

/// What a bank is made of.
#[derive(Clone)]
pub struct BankParts {
    /// The database, migrated.
    pub store: Store,
    /// Who holds the keys.
    pub custody: Arc<dyn custody::Custody>,
    /// Where exchange rates come from.
    pub rates: Arc<dyn Rates>,
    /// Where the customers' euro are.
    pub fiat: Arc<dyn FiatAccounts>,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<dyn Ids>,
    /// Where work goes on that outlives its request.
    pub tasks: Arc<dyn Tasks>,
    /// What the operator decided.
    pub settings: Settings,
    /// This process among those that share the database.
    pub node: store::Node,
}

impl fmt::Debug for BankParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BankParts")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// The bank: every use case is a method. Cheap to clone; all clones are one bank.
#[derive(Clone)]
pub struct Bank {
    inner: Arc<Inner>,
}

struct Inner {
    parts: BankParts,
    budget: Arc<CallBudget>,
    reach: Arc<Reach>,
    custody_for_money: Arc<dyn custody::Custody>,
    custody_for_reads: Arc<dyn custody::Custody>,
    refreshes: Refreshes,
    executions: Executions,
}

impl fmt::Debug for Bank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bank").finish_non_exhaustive()
    }
}

impl Bank {
    /// Puts a bank together. Nothing runs yet.
    #[must_use]
    pub fn new(parts: BankParts) -> Self {
        let budget = Arc::new(CallBudget::new(
            Arc::clone(&parts.clock),
            parts.settings.custody_calls_per_minute,
        ));
        let reach = Arc::new(Reach::new(Arc::clone(&parts.clock)));
        let metered = |priority| -> Arc<dyn custody::Custody> {
            Arc::new(Metered::new(
                Arc::clone(&parts.custody),
                Arc::clone(&budget),
                Arc::clone(&reach),
                priority,
            ))
        };
        let inner = Inner {
            custody_for_money: metered(Priority::Money),
            custody_for_reads: metered(Priority::Read),
            refreshes: Refreshes::default(),
            budget,
            reach,
            executions: Executions::default(),
            parts,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// What the operator decided.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.parts.settings
    }

    /// The bank's clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.inner.parts.clock.as_ref()
    }

    /// The database.
    pub(crate) fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    /// What may still be asked of custody in this minute.
    pub(crate) fn budget(&self) -> &CallBudget {
        &self.inner.budget
    }

    /// Whether custody answers this process.
    pub(crate) fn reach(&self) -> &Reach {
        &self.inner.reach
    }

    /// Custody for calls that move money or prepare it: counted, never held back.
    pub(crate) fn custody_for_money(&self) -> &Arc<dyn custody::Custody> {
        &self.inner.custody_for_money
    }

    /// Custody for calls that only look: refused as "not sent" while the budget is low.
    pub(crate) fn custody_for_reads(&self) -> &Arc<dyn custody::Custody> {
        &self.inner.custody_for_reads
    }

    pub(crate) fn fiat(&self) -> &dyn FiatAccounts {
        self.inner.parts.fiat.as_ref()
    }

    pub(crate) fn rates(&self) -> &dyn Rates {
        self.inner.parts.rates.as_ref()
    }

    pub(crate) fn ids(&self) -> &dyn Ids {
        self.inner.parts.ids.as_ref()
    }

    /// Starts work that outlives its request.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> Ended {
        tasks::spawn(self.inner.parts.tasks.as_ref(), work)
    }

    pub(crate) fn node(&self) -> &store::Node {
        &self.inner.parts.node
    }

    pub(crate) fn refreshes(&self) -> &Refreshes {
        &self.inner.refreshes
    }

    pub(crate) fn executions(&self) -> &Executions {
        &self.inner.executions
    }
}
