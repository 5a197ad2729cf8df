//! The nodes of the bank: processes that share a database, each of which may die at any point.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bank::fiat::EmbeddedLedger;
use bank::rates::{DailyRates, Rates, RatesError};
use bank::{Bank, BankParts, Clock as _, ClockIds, OpeningBalances, Settings};
use domain::approval::{LimitMode, Policy, Thresholds};
use domain::money::Cents;
use store::Store;
use time::OffsetDateTime;
use tokio::sync::oneshot;

use crate::custodian::{Custodian, CustodyPort};
use crate::oracle::rules::{Limits, NATIVE_THRESHOLD, USDC_THRESHOLD};
use crate::people::ISSUER;
use crate::tasks::Spawner;
use crate::turns::{Owner, Turns};

/// What a node is started with.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    pub(crate) store: Store,
    pub(crate) turns: Turns,
    pub(crate) spawner: Spawner,
    pub(crate) custodian: Custodian,
    pub(crate) policy: Policy,
    pub(crate) calls_per_minute: u32,
    pub(crate) seed: u64,
}

/// One node.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// Set as soon as it takes requests.
    bank: Arc<Mutex<Option<Bank>>>,
    boots: u64,
    /// When it starts again.
    pub(crate) down_until: Option<OffsetDateTime>,
    /// When it goes on, like a machine that was suspended.
    pub(crate) still_until: Option<OffsetDateTime>,
    /// Tells its worker to finish.
    stop: Option<oneshot::Sender<()>>,
    /// Tells it that everybody who had asked it was answered.
    answered: Option<oneshot::Sender<()>>,
    /// Set once it has finished everything.
    finished: Arc<AtomicBool>,
    retired: bool,
}

/// What a node hears that is asked to end.
struct Ending {
    stop: oneshot::Receiver<()>,
    answered: oneshot::Receiver<()>,
}

/// Returns when it is said; never, when nobody is left who could.
async fn told(receiver: oneshot::Receiver<()>) {
    if receiver.await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The name by which the database knows an owner of leases.
pub(crate) fn name_of(owner: Owner) -> String {
    match owner {
        Owner::World => "nobody".to_owned(),
        Owner::Node(number) => format!("node-{number}"),
    }
}

/// Rates that never change.
#[derive(Debug)]
struct FixedRates;

#[async_trait]
impl Rates for FixedRates {
    async fn daily(&self) -> Result<DailyRates, RatesError> {
        Ok(DailyRates {
            day: "2026-02-27".to_owned(),
            per_eur: vec![("USD".to_owned(), "1.25".to_owned())],
        })
    }
}

/// The bank's policy, as the oracle knows it as well.
///
/// # Errors
/// If the thresholds cannot be read.
pub(crate) fn policy(limits: Limits) -> anyhow::Result<Policy> {
    Ok(Policy {
        thresholds: Thresholds::parse(NATIVE_THRESHOLD, [("USDC", USDC_THRESHOLD)])?,
        limit_mode: match limits {
            Limits::Replace => LimitMode::Override,
            Limits::Strictest => LimitMode::Strictest,
        },
    })
}

impl Ground {
    fn settings(&self) -> Settings {
        Settings {
            bank_name: "Simulated Bank".to_owned(),
            issuer: ISSUER.to_owned(),
            policy: self.policy.clone(),
            custody_calls_per_minute: self.calls_per_minute,
            wallets_per_person_max: 50,
            audit_key: None,
            opening_balances: OpeningBalances {
                checking: Cents::ZERO,
                savings: Cents::ZERO,
            },
            demo: None,
        }
    }

    /// A bank on this ground, as the process that `node` names.
    pub(crate) fn bank(&self, node: store::Node, seed: u64) -> Bank {
        let clock = Arc::new(self.turns.clone());
        let ids = Arc::new(ClockIds::seeded(clock.clone(), seed));
        let settings = self.settings();
        Bank::new(BankParts {
            fiat: Arc::new(EmbeddedLedger::new(
                self.store.clone(),
                clock.clone(),
                ids.clone(),
                settings.opening_balances,
            )),
            store: self.store.clone(),
            custody: Arc::new(CustodyPort(self.custodian.clone())),
            rates: Arc::new(FixedRates),
            clock,
            ids,
            tasks: Arc::new(self.spawner.clone()),
            settings,
            node,
        })
    }

    /// The life of one run of a node, from its start on.
    async fn live(
        self,
        name: String,
        seed: u64,
        slot: Arc<Mutex<Option<Bank>>>,
        Ending { stop, answered }: Ending,
    ) -> bank::Result<()> {
        let mut tx = self.store.begin(bank::units::REGISTER_NODE).await?;
        let node = tx.register_node(&name, self.turns.now()).await?;
        tx.commit().await?;
        let bank = self.bank(node, seed);
        bank.take_back_leases().await?;
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(bank.clone());
        // As the program does: requests end beside the worker, and what they began after both.
        bank.run_worker(told(stop)).await;
        told(answered).await;
        bank.finish_running().await;
        Ok(())
    }
}

impl Node {
    /// The bank, if the node takes requests.
    pub(crate) fn bank(&self) -> Option<Bank> {
        let bank = self.bank.lock().unwrap_or_else(PoisonError::into_inner);
        bank.clone()
    }

    /// The task of the node's next run.
    pub(crate) fn start(
        &mut self,
        number: usize,
        ground: &Ground,
    ) -> impl Future<Output = bank::Result<()>> + Send + use<> {
        self.down_until = None;
        self.boots += 1;
        let seed = ground.seed ^ (self.boots << 32) ^ (u64::try_from(number).unwrap_or(0) << 56);
        self.bank = Arc::default();
        self.finished = Arc::default();
        let (stop, stopped) = oneshot::channel();
        let (answered, all_answered) = oneshot::channel();
        self.stop = Some(stop);
        self.answered = Some(answered);
        let ending = Ending {
            stop: stopped,
            answered: all_answered,
        };
        let (name, slot) = (name_of(Owner::Node(number)), Arc::clone(&self.bank));
        let life = Box::pin(ground.clone().live(name, seed, slot, ending));
        let finished = Arc::clone(&self.finished);
        async move {
            let lived = life.await;
            finished.store(true, Ordering::Release);
            lived
        }
    }

    /// Asks the node to finish what it has begun and to end; `false` when it is not up.
    pub(crate) fn terminate(&mut self) -> bool {
        let up = self.bank().is_some();
        if up && let Some(stop) = self.stop.take() {
            // It takes no more requests from here on.
            self.bank = Arc::default();
            return stop.send(()).is_ok();
        }
        false
    }

    /// Lets a node that was asked to end go, since everybody was answered.
    pub(crate) fn let_go(&mut self) {
        if self.stop.is_none()
            && let Some(answered) = self.answered.take()
        {
            // A node that died meanwhile hears nothing.
            let _ = answered.send(());
        }
    }

    /// The node is needed no more.
    pub(crate) fn retire(&mut self) {
        self.down_until = None;
        self.finished = Arc::default();
        self.retired = true;
    }

    /// Whether it takes requests, unless it is needed no more.
    pub(crate) fn is_up(&self) -> bool {
        self.retired || self.bank().is_some()
    }

    /// Whether it was asked to end, and has.
    pub(crate) fn has_finished(&self) -> bool {
        self.down_until.is_none() && self.finished.load(Ordering::Acquire)
    }

    /// The node is dead; it starts again at a later time.
    pub(crate) fn die(&mut self, down_until: OffsetDateTime) {
        self.bank = Arc::default();
        self.stop = None;
        self.answered = None;
        self.still_until = None;
        self.down_until = Some(down_until);
    }
}
