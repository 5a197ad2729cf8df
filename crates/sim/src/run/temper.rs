//! How a run goes: what happens more often than in others.

use crate::dice::Dice;
use crate::oracle::rules::Limits;

/// How a run goes: what happens more often than in others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Temper {
    pub(super) nodes: u64,
    /// How often another task than the latest one goes on, out of a thousand turns.
    pub(super) switch: u64,
    /// How often a node dies at a point where it may.
    pub(super) kill: u64,
    /// How often a node stands still for a while.
    pub(super) still: u64,
    /// How often a node is asked to finish and end, out of a thousand turns.
    pub(super) terminate: u64,
    /// How often time passes though somebody could go on.
    pub(super) haste: u64,
    /// How often several things are asked for at once, out of a thousand times.
    pub(super) crowds: u64,
    /// The most turns between two requests.
    pub(super) turns_max: u64,
    pub(super) calls_per_minute: u32,
    pub(super) limits: Limits,
    /// Whether leases are followed, which costs time.
    pub(super) follow_leases: bool,
}

impl Temper {
    pub(super) fn draw(dice: &mut Dice) -> Self {
        let mut one_of = |values: &[u64]| dice.pick(values).copied().unwrap_or(0);
        let (nodes, switch) = (one_of(&[1, 2, 2]), one_of(&[50, 300, 1_000]));
        let (kill, still) = (one_of(&[0, 2, 5, 15]), one_of(&[0, 0, 3, 10]));
        let terminate = one_of(&[0, 0, 1, 3]);
        let (haste, turns_max) = (one_of(&[0, 5, 30]), one_of(&[30, 60, 120]));
        let crowds = one_of(&[0, 100, 400]);
        let scarce = one_of(&[0, 0, 0, 1]) == 1;
        let strict = one_of(&[0, 0, 1]) == 1;
        let follow_leases = nodes > 1 && (still > 0 || one_of(&[0, 0, 0, 1]) == 1);
        Self {
            nodes,
            switch,
            kill,
            still,
            terminate,
            haste,
            crowds,
            turns_max,
            calls_per_minute: if scarce { 60 } else { 100_000 },
            follow_leases,
            limits: if strict {
                Limits::Strictest
            } else {
                Limits::Replace
            },
        }
    }
}
