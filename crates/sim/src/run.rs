//! One run: people, nodes, custody and chance, from a seed to its end.

mod asking;
mod ending;
mod nodes;
mod temper;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bank::Clock as _;
use domain::address::EvmAddress;
use domain::money::BaseUnits;
use store::{Limits, Store, StoreOptions};
use time::{Duration, OffsetDateTime};

use self::temper::Temper;
use crate::action::{Outcome, Request};
use crate::alarm::Alarm;
use crate::client::Clients;
use crate::custodian::Custodian;
use crate::custodian::chain::Coin;
use crate::dice::Dice;
use crate::node::{Ground, Node, name_of, policy};
use crate::oracle::{Checked, Oracle, Violation};
use crate::story::Story;
use crate::tasks::Executor;
use crate::turns::{Owner, Turns, Waiter};

/// How long the first wallets are waited for, in the run's own time.
const FIRST_WALLETS_TAKE: Duration = Duration::seconds(2);

/// What a run came to.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) trace: u64,
    /// What must never be.
    pub(crate) violation: Option<String>,
    /// How that came about, or everything that happened.
    pub(crate) story: Vec<String>,
}

/// Requests that were answered, with their answers.
type Answers = Arc<Mutex<Vec<(Request, Outcome)>>>;

pub(crate) struct Run {
    turns: Turns,
    story: Story,
    dice: Dice,
    temper: Temper,
    executor: Executor,
    custodian: Custodian,
    ground: Ground,
    nodes: Vec<Node>,
    oracle: Oracle,
    clients: Clients,
    alarm: Alarm,
    answers: Answers,
    /// Requests on their way, and at which node.
    asked: BTreeMap<u64, Owner>,
    funded: BTreeMap<(EvmAddress, Coin), BaseUnits>,
    commits_seen: u64,
    url: String,
    /// Whether the run comes to its end: nothing goes wrong any more.
    calm: bool,
}

/// Opens the database of a run.
async fn open(url: &str, turns: &Turns) -> anyhow::Result<Store> {
    let options = StoreOptions {
        limits: Limits {
            // One at a time reads, and each connection prepares its statements anew. On PostgreSQL
            // a transaction has the other.
            connections_max: if url.starts_with("sqlite:") { 1 } else { 2 },
            ..Limits::default()
        },
        pacer: Some(Arc::new(turns.clone())),
        ..StoreOptions::default()
    };
    Ok(Store::open(url, options).await?)
}

impl Run {
    /// A run of this seed on a fresh database, to be made on the thread that plays it.
    ///
    /// # Errors
    /// If the database cannot be opened.
    pub(crate) async fn new(seed: u64, url: &str, alarm: &Alarm) -> anyhow::Result<Self> {
        let turns = Turns::new();
        let story = Story::new(&turns);
        let mut dice = Dice::new(seed, 1);
        let temper = Temper::draw(&mut dice);
        story.tell(format_args!("  * seed {seed}, {temper:?}"));
        let custodian = Custodian::new(&turns, &story, seed);
        let executor = Executor::new(&turns);
        let store = open(url, &turns).await?;
        let oracle = Oracle::new(store.clone(), &story, &custodian, temper.limits);
        let ground = Ground {
            store,
            turns: turns.clone(),
            spawner: executor.spawner().clone(),
            custodian: custodian.clone(),
            policy: policy(temper.limits)?,
            calls_per_minute: temper.calls_per_minute,
            seed,
        };
        Ok(Self {
            turns,
            story,
            dice,
            temper,
            executor,
            custodian,
            ground,
            nodes: Vec::new(),
            oracle,
            clients: Clients::default(),
            alarm: alarm.clone(),
            answers: Answers::default(),
            asked: BTreeMap::new(),
            funded: BTreeMap::new(),
            commits_seen: u64::MAX,
            url: url.to_owned(),
            calm: false,
        })
    }

    /// Plays so many steps and then lets everything come to its end.
    pub(crate) async fn play(mut self, steps: u64) -> Verdict {
        let played = self.try_play(steps).await;
        let violation = played.err();
        let about = violation.as_ref().and_then(|it| it.about.as_deref());
        let story = self.story.about(about);
        let trace = self.turns.trace();
        for number in 0..self.nodes.len() {
            self.executor.kill(Owner::Node(number));
        }
        let store = self.ground.store.clone();
        drop(self);
        store.close().await;
        Verdict {
            trace,
            violation: violation.map(|it| it.what),
            story,
        }
    }

    async fn try_play(&mut self, steps: u64) -> Checked {
        for number in 0..usize::try_from(self.temper.nodes).unwrap_or(1) {
            self.nodes.push(Node::default());
            self.start(number);
        }
        for request in self.clients.first_wallets(&mut self.dice) {
            self.until_one_is_up().await?;
            self.ask(request);
        }
        self.pass(FIRST_WALLETS_TAKE).await?;
        for _ in 0..steps {
            self.until_one_is_up().await?;
            for request in self.next_requests() {
                self.ask(request);
            }
            for _ in 0..self.dice.between(1, self.temper.turns_max) {
                self.turn().await?;
            }
            self.turns.look(true);
            let checked = self.oracle.after_step().await;
            self.turns.look(false);
            checked?;
        }
        self.end().await
    }

    /// Lets one go on, or time pass; `false` when nobody ever will again.
    async fn turn(&mut self) -> Checked<bool> {
        self.wake_nodes().await?;
        self.executor.settle().await;
        self.check().await?;
        let open = self.turns.is_open();
        let mut waiters = self.waiters();
        if open {
            waiters.retain(|waiter| waiter.point.inside_transaction());
            if waiters.is_empty() {
                let what = "a transaction stays open, and whoever has it waits for another".into();
                return Err(Violation { what, about: None });
            }
        }
        let due = self.custodian.world().next_at();
        let happens = !open && due.is_some_and(|at| at <= self.turns.now());
        let hurries = !open
            && self
                .dice
                .chance(if self.calm { 0 } else { self.temper.haste });
        if (waiters.is_empty() && !happens) || hurries {
            // A node that has just finished is looked at in the next turn, and starts again.
            let finished = self.nodes.iter().any(Node::has_finished);
            return Ok(self.pass_time() || finished);
        }
        let candidates = waiters.len() + usize::from(happens);
        let chosen = self.choose(candidates);
        let Some(waiter) = waiters.get(chosen).copied() else {
            self.turns.note(&"custody");
            self.custodian.world().happen();
            self.deliver();
            return Ok(true);
        };
        if !self.calm && self.strikes(waiter, open).await? {
            return Ok(true);
        }
        let pause = self.dice.below(1_500);
        let pause = Duration::microseconds(i64::try_from(pause).unwrap_or(0));
        self.turns.advance_to(self.turns.now() + pause);
        self.turns.choose(waiter);
        Ok(true)
    }

    /// Mostly the latest one, which goes on where it was; else any.
    fn choose(&mut self, candidates: usize) -> usize {
        let end = u64::try_from(candidates).unwrap_or(0);
        let at = if self.dice.chance(self.temper.switch) {
            self.dice.below(end)
        } else {
            end.saturating_sub(1)
        };
        usize::try_from(at).unwrap_or(0)
    }

    fn waiters(&self) -> Vec<Waiter> {
        let mut waiters = self.turns.waiters();
        waiters.retain(|waiter| self.is_awake(waiter.owner));
        waiters
    }

    fn is_awake(&self, owner: Owner) -> bool {
        match owner {
            Owner::World => true,
            Owner::Node(number) => self
                .nodes
                .get(number)
                .is_some_and(|node| node.still_until.is_none()),
        }
    }

    /// Moves the time on to when the next thing happens; `false` when nothing ever will.
    fn pass_time(&mut self) -> bool {
        let nodes = self
            .nodes
            .iter()
            .flat_map(|node| [node.still_until, node.down_until])
            .flatten();
        let sleeper = self.turns.first_sleeper(|owner| self.is_awake(owner));
        let happening = self.custodian.world().next_at();
        let next: Option<OffsetDateTime> = nodes.chain(sleeper).chain(happening).min();
        if let Some(at) = next {
            self.turns.advance_to(at);
        }
        next.is_some()
    }

    /// Looks at what was committed, executed, answered and logged since the last turn.
    async fn check(&mut self) -> Checked {
        let commits = self.turns.commits();
        if commits != self.commits_seen {
            self.commits_seen = commits;
            self.turns.look(true);
            let committer = name_of(self.turns.committer());
            let follow_leases = self.temper.follow_leases;
            let checked = self.oracle.after_commit(&committer, follow_leases).await;
            self.turns.look(false);
            checked?;
            for wallet in self.oracle.take_opened() {
                self.fund(wallet);
            }
        }
        self.oracle.after_execution()?;
        let answered = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *answers)
        };
        for (request, outcome) in answered {
            let number = request.number;
            self.asked.remove(&number);
            self.story.tell(format_args!(
                "{} hears ({number}): {outcome}",
                request.person.name
            ));
            self.clients.hear(&request, &outcome)?;
        }
        match self.alarm.take().into_iter().next() {
            None => Ok(()),
            Some(what) => Err(Violation {
                what: format!("the bank logged an error: {what}"),
                about: None,
            }),
        }
    }
}
