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
mod again;
pub mod alerts;
pub mod audit;
mod breaker;
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

use crate::breaker::{Breaker, Pass};
use crate::budget::{CallBudget, Priority};
use crate::metered::{Metered, Passage};
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
    budget: CallBudget,
    breaker: Arc<Breaker>,
    custody_for_money: Arc<dyn custody::Custody>,
    custody_for_outcomes: Arc<dyn custody::Custody>,
    custody_for_funds: Arc<dyn custody::Custody>,
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
        let budget = CallBudget::new(
            parts.store.clone(),
            Arc::clone(&parts.clock),
            Arc::clone(&parts.tasks),
            parts.settings.custody_calls_per_minute,
        );
        let breaker = Arc::new(Breaker::new(Arc::clone(&parts.clock)));
        let metered = |priority, passage| -> Arc<dyn custody::Custody> {
            Arc::new(Metered::new(
                Arc::clone(&parts.custody),
                budget.clone(),
                Arc::clone(&breaker),
                (priority, passage),
            ))
        };
        let inner = Inner {
            custody_for_money: metered(Priority::Money, Passage::BeforeWork),
            custody_for_outcomes: metered(Priority::Outcome, Passage::BeforeWork),
            custody_for_funds: metered(Priority::Outcome, Passage::EachCall),
            custody_for_reads: metered(Priority::Look, Passage::EachCall),
            refreshes: Refreshes::default(),
            budget,
            breaker,
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
    pub(crate) fn breaker(&self) -> &Breaker {
        &self.inner.breaker
    }

    /// Asks whether work may begin that takes so many calls to custody at least; `None` while calls
    /// are held back or their budget is used up, and then nothing is begun.
    pub(crate) async fn way_to_custody(&self, priority: Priority, calls: u32) -> Option<Pass<'_>> {
        if self.budget().allows(priority, calls).await {
            self.breaker().pass()
        } else {
            None
        }
    }

    /// Custody for handing over transfers and opening wallets, under a pass of
    /// [`Bank::way_to_custody`].
    pub(crate) fn custody_for_money(&self) -> &Arc<dyn custody::Custody> {
        &self.inner.custody_for_money
    }

    /// Custody for asking how a transfer went, under a pass of [`Bank::way_to_custody`].
    pub(crate) fn custody_for_outcomes(&self) -> &Arc<dyn custody::Custody> {
        &self.inner.custody_for_outcomes
    }

    /// Custody for asking what a wallet holds before or after a transfer: goes before mere looking.
    pub(crate) fn custody_for_funds(&self) -> &Arc<dyn custody::Custody> {
        &self.inner.custody_for_funds
    }

    /// Custody for calls that only look: the first to be refused while the budget is low.
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
