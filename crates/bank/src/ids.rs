//! The port of identities: every id of the bank is a UUID of version 7 made here.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use crate::clock::Clock;

/// Makes new ids; seeded in tests, so that a run can be repeated.
pub trait Ids: Send + Sync + fmt::Debug {
    /// A UUID of version 7 that this process has not given out before.
    fn uuid(&self) -> Uuid;
}

/// The largest counter that fits into the 12 bits beside the milliseconds.
const COUNTER_MAX: u16 = 0x0fff;

/// Ids by the clock's milliseconds, a counter within the millisecond, and random bits.
///
/// The counter makes the order of ids the order of their making, also where a test's clock stands
/// still: lists are sorted by (time, id).
pub struct ClockIds {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

struct State {
    random: StdRng,
    millis: u64,
    counter: u16,
}

impl ClockIds {
    /// Ids of a running bank, from the system's randomness.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_random(clock, rand::make_rng())
    }

    /// Ids that repeat with the same seed and the same movements of the clock.
    #[must_use]
    pub fn seeded(clock: Arc<dyn Clock>, seed: u64) -> Self {
        Self::with_random(clock, StdRng::seed_from_u64(seed))
    }

    fn with_random(clock: Arc<dyn Clock>, random: StdRng) -> Self {
        Self {
            clock,
            state: Mutex::new(State {
                random,
                millis: 0,
                counter: 0,
            }),
        }
    }
}

impl fmt::Debug for ClockIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClockIds").finish_non_exhaustive()
    }
}

impl Ids for ClockIds {
    fn uuid(&self) -> Uuid {
        let now = self.clock.now().unix_timestamp_nanos() / 1_000_000;
        let now = u64::try_from(now).unwrap_or(0);
        // A panic while the lock was held leaves a valid state behind: nothing in between can fail.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if now > state.millis {
            state.millis = now;
            state.counter = 0;
        } else if state.counter < COUNTER_MAX {
            state.counter += 1;
        } else {
            state.millis += 1;
            state.counter = 0;
        }
        let mut tail = [0_u8; 10];
        state.random.fill_bytes(&mut tail);
        let [high, low] = state.counter.to_be_bytes();
        let [first, second, ..] = &mut tail;
        *first = high;
        *second = low;
        uuid::Builder::from_unix_timestamp_millis(state.millis, &tail).into_uuid()
    }
}
