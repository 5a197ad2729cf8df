//! Custody as the simulator plays it: wallets, transfers, a chain, and what is still to happen.
//!
//! Nothing here waits. The port's adapter (`port.rs`) asks, and what takes time is put on the
//! agenda, from which the run takes one happening after another.

pub(crate) mod chain;
mod entity;
mod notices;
mod port;
mod weather;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bank::Clock as _;
use bank::custody::{CustodyWallet, Detail, NewWallet, Submission, WalletRef};
use bank::notices::Notice;
use domain::address::EvmAddress;
use domain::execution::CustodyState;
use domain::network::Network;
use domain::reference::{CustodyTransferId, CustodyWalletId};
use time::{Duration, OffsetDateTime};

use self::chain::{Chain, address_of, hash_of};
use self::entity::{Entity, Plan, Wish};
use self::weather::{Fate, Sky, Weather};
use crate::dice::Dice;
use crate::story::Story;
use crate::turns::Turns;

pub(crate) use self::port::CustodyPort;

/// Something that is still to happen at custody.
type Happening = Box<dyn FnOnce(&mut World) + Send>;

/// Custody. Clones share it; it outlives every node of the bank.
#[derive(Clone)]
pub(crate) struct Custodian {
    turns: Turns,
    world: Arc<Mutex<World>>,
}

impl fmt::Debug for Custodian {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Custodian")
    }
}

/// Everything that custody knows.
pub(crate) struct World {
    turns: Turns,
    story: Story,
    dice: Dice,
    sky: Sky,
    wallets: Vec<WalletAtCustody>,
    transfers: Vec<Entity>,
    pub(crate) chain: Chain,
    agenda: BTreeMap<(OffsetDateTime, u64), Happening>,
    next: u64,
    /// Notices that are at the bank's door.
    delivered: Vec<Notice>,
    /// Whether the run has no transfers that only people can end.
    tame: bool,
}

#[derive(Debug, Clone)]
struct WalletAtCustody {
    id: CustodyWalletId,
    network: Network,
    external_id: String,
    address: EvmAddress,
    /// From when on the address is told.
    told_from: OffsetDateTime,
}

impl WalletAtCustody {
    fn report(&self, now: OffsetDateTime) -> CustodyWallet {
        CustodyWallet {
            id: self.id.clone(),
            network: Some(self.network),
            address: (now >= self.told_from).then_some(self.address),
            external_id: Some(self.external_id.clone()),
        }
    }
}

impl Custodian {
    pub(crate) fn new(turns: &Turns, story: &Story, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 2);
        let weather = Weather::of_run(&mut dice);
        story.tell(format_args!("  * the weather: {weather:?}"));
        let tame = dice.chance(500);
        Self {
            turns: turns.clone(),
            world: Arc::new(Mutex::new(World {
                turns: turns.clone(),
                story: story.clone(),
                dice,
                sky: Sky::new(weather),
                wallets: Vec::new(),
                transfers: Vec::new(),
                chain: Chain::default(),
                agenda: BTreeMap::new(),
                next: 0,
                delivered: Vec::new(),
                tame,
            })),
        }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    /// When the next thing happens.
    pub(crate) fn next_at(&self) -> Option<OffsetDateTime> {
        self.agenda.keys().next().map(|(at, _)| *at)
    }

    /// Lets the next thing happen.
    pub(crate) fn happen(&mut self) {
        if let Some((_, happening)) = self.agenda.pop_first() {
            happening(self);
        }
    }

    /// From here on nothing goes wrong any more.
    pub(crate) fn clear_up(&mut self) {
        self.sky.clear_up();
    }

    /// Whether custody will say no more about a transfer that has not come to an end.
    pub(crate) fn stays_open(&self, external_id: &str) -> bool {
        let entity = self.find(external_id);
        entity.is_some_and(|at| self.transfers.get(at).is_some_and(Entity::stays_open))
    }

    fn now(&self) -> OffsetDateTime {
        self.turns.now()
    }

    fn later(&mut self, after: Duration, happening: Happening) {
        self.next += 1;
        let at = self.now() + after;
        self.agenda.insert((at, self.next), happening);
    }

    fn find(&self, external_id: &str) -> Option<usize> {
        let same = |entity: &Entity| entity.wish.external_id == external_id;
        self.transfers.iter().position(same)
    }

    fn wallet(&self, id: &CustodyWalletId) -> Option<&WalletAtCustody> {
        self.wallets.iter().find(|wallet| wallet.id == *id)
    }

    /// Makes a wallet, whatever was made before: there is no idempotency here.
    fn make_wallet(&mut self, new: &NewWallet) -> Option<CustodyWallet> {
        let number = u64::try_from(self.wallets.len()).ok()?;
        let id = CustodyWalletId::parse(&format!("cw-{number}")).ok()?;
        let wait = if self.dice.chance(200) {
            self.dice.millis(100, 8_000)
        } else {
            Duration::ZERO
        };
        let wallet = WalletAtCustody {
            id,
            network: new.network,
            external_id: new.external_id.clone(),
            address: address_of(number),
            told_from: self.now() + wait,
        };
        let report = wallet.report(self.now());
        self.wallets.push(wallet);
        self.announce(Notice::Wallet(report.clone()));
        Some(report)
    }

    /// Takes a transfer as it arrives.
    fn take(&mut self, at: &WalletRef, body: &[u8], fate: Fate) -> Submission {
        let Some(wish) = Wish::read(body) else {
            return Submission::Invalid(detail("400: not a transfer"));
        };
        let known = self.find(&wish.external_id);
        // Custody looks at the request before it looks whether it knows it.
        if fate == Fate::Invalid {
            return Submission::Invalid(detail("400: insufficient funds, or so it seems"));
        }
        if let Some(entity) = known.and_then(|at| self.transfers.get(at)) {
            let same = entity.wish == wish && entity.wallet == at.id;
            return if same {
                Submission::Accepted(self.report(entity.clone()))
            } else {
                Submission::Conflict {
                    duplicate: Some(entity.id.clone()),
                    detail: detail("409"),
                }
            };
        }
        let Some(from) = self.wallet(&at.id).map(|wallet| wallet.address) else {
            return Submission::Denied(detail("404: no such wallet"));
        };
        let Ok(id) = CustodyTransferId::parse(&format!("ct-{}", self.transfers.len())) else {
            return Submission::Denied(detail("no more transfers"));
        };
        let plan = Plan::draw(&mut self.dice, self.tame);
        let held = matches!(plan, Plan::Held { .. });
        let entity = Entity {
            id,
            wallet: at.id.clone(),
            from,
            wish,
            plan,
            state: CustodyState::Waiting {
                held_by_policy: held,
            },
            hash: None,
            fee: None,
            replaced: false,
            gas_price: self.dice.between(1_000_000_000, 19_000_000_000),
            accepted_at: self.now(),
            earlier: None,
        };
        if !self.chain.covers(&entity.payment()) && self.dice.chance(700) {
            return Submission::Invalid(detail("400: insufficient funds"));
        }
        let name = self.story.name("external", &entity.wish.external_id);
        self.story
            .tell(format_args!("custody accepts {name}, which {plan:?}"));
        let wait = self.stage_gap(plan);
        let index = self.transfers.len();
        self.transfers.push(entity.clone());
        self.later(wait, Box::new(move |world| world.advance(index)));
        Submission::Accepted(self.report(entity))
    }

    /// How long a transfer stays where it is.
    fn stage_gap(&mut self, plan: Plan) -> Duration {
        match (plan, self.dice.below(10)) {
            (Plan::Held { .. }, _) => self.dice.millis(2_000, 90_000),
            (_, 0..4) => Duration::ZERO,
            (_, 4..9) => self.dice.millis(50, 3_000),
            _ => self.dice.millis(3_000, 45_000),
        }
    }

    /// Takes a transfer one step further.
    fn advance(&mut self, index: usize) {
        let now = self.now();
        let Some(mut entity) = self.transfers.get(index).cloned() else {
            return;
        };
        match (entity.state, entity.plan) {
            (CustodyState::Waiting { .. }, Plan::Held { allows: false }) => {
                entity.enter(CustodyState::Rejected);
            }
            (CustodyState::Waiting { .. }, _) => entity.enter(CustodyState::Executing),
            (CustodyState::Executing, Plan::Fails) => entity.enter(CustodyState::Failed),
            (CustodyState::Executing, Plan::Aborts { executed: false }) => {
                entity.enter(CustodyState::Aborted);
            }
            (CustodyState::Executing, _) => self.execute(index, &mut entity, now),
            (CustodyState::Broadcasted, Plan::Reverts) => entity.enter(CustodyState::Failed),
            (CustodyState::Broadcasted, Plan::Replaced) => entity.replaced = true,
            (CustodyState::Broadcasted, _) => entity.enter(CustodyState::Confirmed),
            (
                CustodyState::Confirmed
                | CustodyState::Failed
                | CustodyState::Rejected
                | CustodyState::Aborted
                | CustodyState::Unrecognised,
                _,
            ) => return,
        }
        let name = self.story.name("external", &entity.wish.external_id);
        self.story
            .tell(format_args!("at custody {name} is {:?}", entity.state));
        self.announce(Notice::Transfer(entity.report()));
        let goes_on = matches!(
            entity.state,
            CustodyState::Executing | CustodyState::Broadcasted
        ) && !entity.replaced;
        let plan = entity.plan;
        if let Some(place) = self.transfers.get_mut(index) {
            *place = entity;
        }
        if goes_on {
            let wait = if matches!(plan, Plan::Held { .. }) {
                self.dice.millis(50, 3_000)
            } else {
                self.stage_gap(plan)
            };
            self.later(wait, Box::new(move |world| world.advance(index)));
        }
    }

    /// Sends a transfer to the chain, which executes it or does not.
    fn execute(&mut self, index: usize, entity: &mut Entity, now: OffsetDateTime) {
        let Some(execution) = self.chain.execute(&entity.payment(), now) else {
            entity.enter(CustodyState::Failed);
            return;
        };
        if !execution.reverted {
            self.announce_execution(&execution);
        }
        if matches!(entity.plan, Plan::Aborts { .. }) {
            entity.enter(CustodyState::Aborted);
            return;
        }
        entity.enter(CustodyState::Broadcasted);
        let number = u64::try_from(index).unwrap_or(0);
        entity.hash = Some(if entity.plan == Plan::Replaced {
            hash_of(number, 7)
        } else {
            execution.hash
        });
        entity.fee = Some(execution.fee);
    }

    /// What custody says of a transfer when it is asked: mostly the truth.
    fn report(&mut self, entity: Entity) -> bank::custody::CustodyTransfer {
        if self.dice.chance(self.sky.weather().odd_report) {
            entity.odd_report(&mut self.dice)
        } else {
            entity.report()
        }
    }
}

fn detail(text: &str) -> Detail {
    Detail(text.to_owned())
}
