//! Whose turn it is: everything that runs waits here at each of its points until it is chosen.
//!
//! A point is a step of the database, a side of a call to custody, or a sleep. Between two of its
//! points a task runs alone; what it wakes runs as far as the next point and waits. So at most one
//! step of the database is under way.

mod pass;
mod point;

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use async_trait::async_trait;
use bank::Clock;
use store::TimeSource;
use store::pacer::{Pacer, Step, Wait};
use time::OffsetDateTime;
use time::macros::datetime;

pub(crate) use self::point::{Owner, Point, Side, Waiter};

/// When every run begins.
pub(crate) const START: OffsetDateTime = datetime!(2026-03-02 09:00 UTC);

/// The book of who waits where, and the virtual time. Clones share it.
#[derive(Clone)]
pub(crate) struct Turns(Arc<Mutex<State>>);

struct State {
    now: OffsetDateTime,
    owner: Owner,
    waiting: BTreeMap<u64, Waiting>,
    next: u64,
    under_way: u32,
    open: u32,
    commits: u64,
    /// Whose the latest commit was.
    committer: Owner,
    taken: u64,
    /// Set while the simulator itself looks at the database: nobody waits then.
    looking: bool,
    trace: DefaultHasher,
}

struct Waiting {
    owner: Owner,
    point: Point,
    chosen: bool,
    /// Said to hesitate.
    told: bool,
    waker: Waker,
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Turns")
    }
}

impl Turns {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            now: START,
            owner: Owner::World,
            waiting: BTreeMap::new(),
            next: 0,
            under_way: 0,
            open: 0,
            commits: 0,
            committer: Owner::World,
            taken: 0,
            looking: false,
            trace: DefaultHasher::new(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is being polled now.
    pub(crate) fn owner(&self) -> Owner {
        self.state().owner
    }

    /// Notes who is polled from here on.
    pub(crate) fn set_polled(&self, owner: Owner) {
        self.state().owner = owner;
    }

    /// Whether a step of the database is under way.
    pub(crate) fn is_under_way(&self) -> bool {
        self.state().under_way > 0
    }

    /// Whether somebody was chosen and did not go on yet, not told of before. Either its task does
    /// something else first; or the database wakes the same part of the task at this moment, and
    /// whoever wakes it second leaves it to the first to wake the task.
    pub(crate) fn hesitates(&self) -> bool {
        let mut state = self.state();
        let mut found = false;
        for one in state.waiting.values_mut() {
            found |= one.chosen && !std::mem::replace(&mut one.told, one.chosen);
        }
        found
    }

    /// Whether somebody has a write transaction open.
    pub(crate) fn is_open(&self) -> bool {
        self.state().open > 0
    }

    /// Commits so far.
    pub(crate) fn commits(&self) -> u64 {
        self.state().commits
    }

    /// Whose the latest commit was.
    pub(crate) fn committer(&self) -> Owner {
        self.state().committer
    }

    /// Lets everything pass while the simulator looks at the database, or stops doing so.
    pub(crate) fn look(&self, on: bool) {
        self.state().looking = on;
    }

    /// Lets a step go on that has just ended; `false` when there is none.
    pub(crate) fn resume(&self) -> bool {
        let mut state = self.state();
        let ended = state
            .waiting
            .values_mut()
            .find(|one| one.point == Point::Ended && !one.chosen);
        ended.is_some_and(|one| {
            one.chosen = true;
            one.waker.wake_by_ref();
            true
        })
    }

    /// Everybody who waits, in the order in which they came; those who sleep only if their time has
    /// come.
    pub(crate) fn waiters(&self) -> Vec<Waiter> {
        let state = self.state();
        let due = |point| !matches!(point, Point::Until(at) if at > state.now);
        let waiting = state.waiting.iter().filter(|(_, one)| due(one.point));
        waiting
            .map(|(id, one)| Waiter {
                id: *id,
                owner: one.owner,
                point: one.point,
            })
            .collect()
    }

    /// When the first of those sleepers wakes whose owner is awake.
    pub(crate) fn first_sleeper(&self, awake: impl Fn(Owner) -> bool) -> Option<OffsetDateTime> {
        let state = self.state();
        let sleepers = state.waiting.values().filter(|one| awake(one.owner));
        sleepers
            .filter_map(|one| match one.point {
                Point::Until(at) => Some(at),
                Point::Database(..) | Point::Custody(..) | Point::Ended => None,
            })
            .min()
    }

    /// Lets one go on.
    pub(crate) fn choose(&self, waiter: Waiter) {
        self.note(&(waiter.owner, waiter.point));
        let mut state = self.state();
        state.taken += 1;
        if let Some(one) = state.waiting.get_mut(&waiter.id) {
            one.chosen = true;
            one.waker.wake_by_ref();
        }
    }

    /// Moves the time on; it never goes back.
    pub(crate) fn advance_to(&self, at: OffsetDateTime) {
        let mut state = self.state();
        state.now = state.now.max(at);
    }

    /// How often somebody was chosen.
    pub(crate) fn taken(&self) -> u64 {
        self.state().taken
    }

    /// Adds to the fingerprint of the run.
    pub(crate) fn note(&self, what: &impl std::hash::Hash) {
        let mut state = self.state();
        let now = state.now;
        now.hash(&mut state.trace);
        what.hash(&mut state.trace);
    }

    /// The fingerprint of everything that was chosen so far.
    pub(crate) fn trace(&self) -> u64 {
        self.state().trace.finish()
    }
}

impl TimeSource for Turns {
    fn now(&self) -> OffsetDateTime {
        self.state().now
    }
}

impl Pacer for Turns {
    fn lease_clock(&self) -> Option<&dyn TimeSource> {
        Some(self)
    }

    fn before(&self, step: Step) -> Wait<'_> {
        Box::pin(self.pass(Point::Database(step, Side::Before)))
    }

    fn ended(&self, step: Step) {
        let mut state = self.state();
        state.under_way = state.under_way.saturating_sub(1);
        if matches!(step, Step::Commit(_)) {
            state.commits += 1;
            state.committer = state.owner;
        }
    }

    fn after(&self, step: Step) -> Wait<'_> {
        Box::pin(async move {
            self.pass(Point::Ended).await;
            if matches!(step, Step::Commit(_)) {
                self.pass(Point::Database(step, Side::After)).await;
            }
        })
    }

    fn opened(&self) {
        self.state().open += 1;
    }

    fn closed(&self) {
        let mut state = self.state();
        state.open = state.open.saturating_sub(1);
    }
}

#[async_trait]
impl Clock for Turns {
    fn now(&self) -> OffsetDateTime {
        self.state().now
    }

    async fn sleep_until(&self, at: OffsetDateTime) {
        self.pass(Point::Until(at)).await;
    }
}
