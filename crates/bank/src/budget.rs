//! The call budget: custody allows the whole organisation so many calls a minute, and the calls
//! that move money come before those that only look.

use std::sync::{Arc, Mutex, PoisonError};

use time::{Duration, OffsetDateTime};

use crate::clock::Clock;

/// One minute, in which the budget fills once.
const MINUTE_MICROS: i128 = 60_000_000;

/// Share of the budget that reads leave untouched: one in five.
const RESERVE_DIVISOR: i128 = 5;

/// A token bucket on the bank's clock: it holds one minute's calls and fills evenly.
#[derive(Debug)]
pub struct CallBudget {
    clock: Arc<dyn Clock>,
    calls_per_minute: i128,
    state: Mutex<State>,
}

/// Level in millionths of a minute's worth, so that filling needs no rounding.
#[derive(Debug)]
struct State {
    level: i128,
    filled_at: OffsetDateTime,
}

impl State {
    fn allows_read(&self, full: i128) -> bool {
        self.level - MINUTE_MICROS >= full / RESERVE_DIVISOR
    }
}

impl CallBudget {
    /// A full bucket of `calls_per_minute`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, calls_per_minute: u32) -> Self {
        let calls_per_minute = i128::from(calls_per_minute.max(1));
        let state = State {
            level: calls_per_minute * MINUTE_MICROS,
            filled_at: clock.now(),
        };
        Self {
            clock,
            calls_per_minute,
            state: Mutex::new(state),
        }
    }

    /// Books calls that move money. They are never held back; what they take, reads go without.
    pub fn spend(&self, calls: u32) {
        self.with_state(|state, _| state.level -= i128::from(calls) * MINUTE_MICROS);
    }

    /// Books one call that only looks, if more than the reserve for money is left.
    pub fn try_read(&self) -> bool {
        self.with_state(|state, full| {
            let allowed = state.allows_read(full);
            if allowed {
                state.level -= MINUTE_MICROS;
            }
            allowed
        })
    }

    /// Whether a call that only looks would be let through now.
    pub fn allows_read(&self) -> bool {
        self.with_state(|state, full| state.allows_read(full))
    }

    fn with_state<T>(&self, change: impl FnOnce(&mut State, i128) -> T) -> T {
        let now = self.clock.now();
        let full = self.calls_per_minute * MINUTE_MICROS;
        // Valid after a panic as well: each field is written whole.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = (now - state.filled_at)
            .max(Duration::ZERO)
            .whole_microseconds();
        state.level = (state.level + passed * self.calls_per_minute).min(full);
        state.filled_at = now;
        let answer = change(&mut state, full);
        // A debt of more than a minute's calls is forgiven: reads would stop for too long.
        state.level = state.level.max(-full);
        answer
    }
}
