//! The seeded randomness of a run.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// Everything that is left to chance in a run comes from here.
#[derive(Debug)]
pub(crate) struct Dice(StdRng);

impl Dice {
    /// Dice that fall the same way for the same seed and purpose.
    pub(crate) fn new(seed: u64, purpose: u64) -> Self {
        Self(StdRng::seed_from_u64(
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ purpose,
        ))
    }

    /// A number below `end`; 0 when there is none.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64().checked_rem(end).unwrap_or(0)
    }

    /// A number from `start` to `end`, both included.
    pub(crate) fn between(&mut self, start: u64, end: u64) -> u64 {
        start + self.below(end.saturating_sub(start) + 1)
    }

    /// True so many times out of a thousand.
    pub(crate) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of several; `None` when there is none.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let end = u64::try_from(of.len()).unwrap_or(0);
        usize::try_from(self.below(end))
            .ok()
            .and_then(|at| of.get(at))
    }

    /// One of several, by their weights.
    pub(crate) fn weighed<T: Copy>(&mut self, of: &[(u64, T)]) -> Option<T> {
        let total = of.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        of.iter().find_map(|(weight, one)| {
            let chosen = left < *weight;
            left = left.saturating_sub(*weight);
            chosen.then_some(*one)
        })
    }

    /// A span of time in milliseconds, both ends included.
    pub(crate) fn millis(&mut self, start: u64, end: u64) -> time::Duration {
        let millis = self.between(start, end);
        time::Duration::milliseconds(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}
