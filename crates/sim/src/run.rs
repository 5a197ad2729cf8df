//! One run: people, nodes, custody and chance, from a seed to its end.

mod ending;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bank::{Bank, Clock as _};
use domain::address::EvmAddress;
use domain::asset;
use domain::id::WalletId;
use domain::money::{BaseUnits, parse_decimal};
use domain::network::Network;
use store::pacer::Step;
use store::{Store, StoreOptions};
use time::{Duration, OffsetDateTime};

use crate::action::{Outcome, Request};
use crate::alarm::Alarm;
use crate::client::Clients;
use crate::custodian::Custodian;
use crate::custodian::chain::Coin;
use crate::dice::Dice;
use crate::node::{Ground, Node, policy};
use crate::oracle::rules::Limits;
use crate::oracle::{Checked, Oracle, Violation};
use crate::story::Story;
use crate::tasks::Executor;
use crate::turns::{Owner, Point, Side, Turns, Waiter};

/// What an address gets from outside when its wallet is opened: coins, and tokens.
const FUNDS: ([&str; 5], [&str; 3]) = (["0.02", "0.3", "2", "5", "5"], ["0", "400", "6000"]);

/// How long the first wallets are waited for, in the run's own time.
const FIRST_WALLETS_TAKE: Duration = Duration::seconds(2);

/// How often somebody thinks of something else to ask for.
const THOUGHTS: u32 = 5;

/// How a run goes: what happens more often than in others.
#[derive(Debug, Clone, Copy)]
struct Temper {
    nodes: u64,
    /// How often another task than the latest one goes on, out of a thousand turns.
    switch: u64,
    /// How often a node dies at a point where it may.
    kill: u64,
    /// How often a node stands still for a while.
    still: u64,
    /// How often time passes though somebody could go on.
    haste: u64,
    /// The most turns between two requests.
    turns_max: u64,
    calls_per_minute: u32,
    limits: Limits,
}

impl Temper {
    fn draw(dice: &mut Dice) -> Self {
        let mut one_of = |values: &[u64]| dice.pick(values).copied().unwrap_or(0);
        let (nodes, switch) = (one_of(&[1, 2, 2]), one_of(&[50, 300, 1_000]));
        let (kill, still) = (one_of(&[0, 2, 5, 15]), one_of(&[0, 0, 1, 3]));
        let (haste, turns_max) = (one_of(&[0, 5, 30]), one_of(&[30, 60, 120]));
        let scarce = one_of(&[0, 0, 0, 1]) == 1;
        let strict = one_of(&[0, 0, 1]) == 1;
        Self {
            nodes,
            switch,
            kill,
            still,
            haste,
            turns_max,
            calls_per_minute: if scarce { 60 } else { 100_000 },
            limits: if strict {
                Limits::Strictest
            } else {
                Limits::Replace
            },
        }
    }
}

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
        connections_max: 2,
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
            if let Some(request) = self.next_request() {
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

    /// What somebody asks for next; not everything that comes to mind is there to be asked for.
    fn next_request(&mut self) -> Option<Request> {
        let mut think = || self.clients.think(&mut self.dice, &self.oracle);
        (0..THOUGHTS).find_map(|_| think())
    }

    /// Plays on until a node takes requests.
    async fn until_one_is_up(&mut self) -> Checked {
        while self.nodes.iter().all(|node| node.bank().is_none()) && self.turn().await? {}
        Ok(())
    }

    fn start(&mut self, number: usize) {
        let Some(node) = self.nodes.get_mut(number) else {
            return;
        };
        let life = node.start(number, &self.ground);
        let answers = Arc::clone(&self.answers);
        let request = self
            .clients
            .request(crate::people::PEOPLE[0], crate::action::Action::ReadOwn);
        let task = async move {
            if let Err(error) = life.await {
                let outcome = Outcome::Fault(format!("a start that failed: {error:?}"));
                answer(&answers, request, outcome);
            }
        };
        let owner = Owner::Node(number);
        self.ground.spawner.spawn_for(owner, Box::pin(task));
        self.story.tell(format_args!("  * node {number} starts"));
    }

    /// Sends a request to a node that takes requests, if there is one.
    fn ask(&mut self, request: Request) {
        let Some((number, bank)) = self.some_node() else {
            return;
        };
        let Request {
            number: id,
            person,
            action,
            ..
        } = &request;
        let (id, who) = (*id, person.name);
        self.story.tell(format_args!(
            "{who} asks node {number} ({id}): {}",
            self.words(action)
        ));
        let owner = Owner::Node(number);
        self.asked.insert(id, owner);
        let (answers, turns) = (Arc::clone(&self.answers), self.turns.clone());
        let task = async move {
            let outcome = request.carry_out(&bank, &turns).await;
            answer(&answers, request, outcome);
        };
        self.ground.spawner.spawn_for(owner, Box::pin(task));
    }

    /// Brings custody's notices to a node that takes requests.
    fn deliver(&mut self) {
        let notices = self.custodian.world().take_delivered();
        for notice in notices {
            let Some((number, bank)) = self.some_node() else {
                self.custodian.world().bring_again(notice);
                continue;
            };
            let received = async move {
                if let Err(error) = bank.receive_notice(notice).await {
                    tracing::error!(?error, "a notice was not kept");
                }
            };
            self.ground
                .spawner
                .spawn_for(Owner::Node(number), Box::pin(received));
        }
    }

    /// A node that takes requests.
    fn some_node(&mut self) -> Option<(usize, Bank)> {
        let up: Vec<(usize, Bank)> = self
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(number, node)| Some((number, node.bank()?)))
            .collect();
        self.dice.pick(&up).cloned()
    }

    fn words(&self, action: &crate::action::Action) -> String {
        use crate::action::Action as A;
        let transfer = |id| self.story.name("transfer", id);
        let wallet = |id| self.story.name("wallet", id);
        match action {
            A::Send(send) => {
                let asset = send.asset.as_deref().unwrap_or("ETH");
                let from = wallet(send.wallet);
                format!(
                    "send {} {asset} from {from} to {}",
                    send.amount, send.to_address
                )
            }
            A::Cancel(id) => format!("cancel {}", transfer(*id)),
            A::Approve(id) => format!("approve {}", transfer(*id)),
            A::Reject(id) => format!("reject {}", transfer(*id)),
            A::Check(id) => format!("check {}", transfer(*id)),
            A::Freeze(id) => format!("freeze {}", wallet(*id)),
            A::Unfreeze(id) => format!("unfreeze {}", wallet(*id)),
            A::BankFreeze(id) => format!("freeze for the bank {}", wallet(*id)),
            A::BankUnfreeze(id) => format!("unfreeze for the bank {}", wallet(*id)),
            A::ReadWallet(id) => format!("look at {}", wallet(*id)),
            A::Grant(grant) => {
                let (of, to) = (wallet(grant.wallet_id), &grant.grantee_email);
                let (what, limit) = (&grant.permission, &grant.transfer_limit);
                format!("share {of} with {to}: {what:?}, limit {limit:?}")
            }
            A::Revoke(id) => format!("revoke {}", self.story.name("grant", id)),
            other => format!("{other:?}"),
        }
    }

    /// Lets one go on, or time pass; `false` when nobody ever will again.
    async fn turn(&mut self) -> Checked<bool> {
        self.executor.settle().await;
        self.check().await?;
        self.wake_nodes();
        let open = self.turns.is_open();
        let mut waiters = self.waiters();
        if open {
            waiters.retain(|waiter| inside_transaction(waiter.point));
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
            return Ok(self.pass_time());
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

    /// Whether something befalls the node whose turn it would be.
    async fn strikes(&mut self, waiter: Waiter, open: bool) -> Checked<bool> {
        let Owner::Node(number) = waiter.owner else {
            return Ok(false);
        };
        if waiter.point.may_kill() && self.dice.chance(self.temper.kill) {
            if self.dice.chance(150) {
                self.kill_all().await?;
            } else {
                self.kill(number, waiter);
            }
            return Ok(true);
        }
        let stops = !open && self.dice.chance(self.temper.still);
        if stops && let Some(node) = self.nodes.get_mut(number) {
            let until = self.turns.now() + self.dice.millis(1_000, 50_000);
            node.still_until = Some(until);
            self.executor.stop(waiter.owner);
            self.turns.note(&("still", number));
            self.story
                .tell(format_args!("  * node {number} stands still for a while"));
        }
        Ok(stops)
    }

    fn kill(&mut self, number: usize, waiter: Waiter) {
        let point = waiter.point;
        self.story
            .tell(format_args!("  * node {number} dies at {point:?}"));
        self.end_node(number);
    }

    fn end_node(&mut self, number: usize) {
        let owner = Owner::Node(number);
        self.turns.note(&("dies", number));
        self.executor.kill(owner);
        self.asked.retain(|_, at| *at != owner);
        let until = self.turns.now() + self.dice.millis(0, 6_000);
        if let Some(node) = self.nodes.get_mut(number) {
            node.die(until);
        }
    }

    /// The machine under all nodes dies: the database is opened anew.
    async fn kill_all(&mut self) -> Checked {
        self.story.tell("  * every node dies at once");
        for number in 0..self.nodes.len() {
            self.end_node(number);
        }
        self.ground.store.close().await;
        let store = open(&self.url, &self.turns)
            .await
            .map_err(|error| Violation {
                what: format!("the database does not open any more: {error:?}"),
                about: None,
            })?;
        self.oracle.store = store.clone();
        self.ground.store = store;
        Ok(())
    }

    /// Starts nodes that were down, and lets those go on that stood still.
    fn wake_nodes(&mut self) {
        let now = self.turns.now();
        for number in 0..self.nodes.len() {
            let Some(node) = self.nodes.get_mut(number) else {
                continue;
            };
            if node.still_until.is_some_and(|until| until <= now) {
                node.still_until = None;
                self.executor.go_on(Owner::Node(number));
                self.story.tell(format_args!("  * node {number} goes on"));
            }
            if node.down_until.is_some_and(|until| until <= now) {
                self.start(number);
            }
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
            let checked = self.oracle.after_commit().await;
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

    /// Pays a new wallet from outside.
    fn fund(&mut self, wallet: WalletId) {
        let wallets = self.oracle.wallets();
        let known = wallets.iter().find(|it| it.id == wallet);
        let Some(address) = known.and_then(|it| it.address) else {
            return;
        };
        for asset in asset::listed(Network::DEFAULT) {
            let text = match asset.symbol() {
                _ if asset.is_native() => self.dice.pick(&FUNDS.0),
                "USDC" => self.dice.pick(&FUNDS.1),
                _ => None,
            };
            let amount = text.and_then(|text| parse_decimal(text, asset.decimals()).ok());
            let amount = amount.unwrap_or(BaseUnits::ZERO);
            let coin = asset.contract();
            self.custodian.world().chain.fund(address, coin, amount);
            self.funded.insert((address, coin), amount);
        }
    }
}

fn answer(answers: &Answers, request: Request, outcome: Outcome) {
    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
    answers.push((request, outcome));
}

/// Whether somebody at this point may have a transaction open.
fn inside_transaction(point: Point) -> bool {
    match point {
        Point::Database(step, Side::Before) => step != Step::Begin,
        Point::Database(_, Side::After) | Point::Custody(..) | Point::Until(_) => false,
    }
}
