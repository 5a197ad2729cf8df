//! A transfer as custody tells of it, be it by a message or in a list, held against our books.

use super::{Known, Seen, StateStep, judge_state};

/// What follows from holding custody's word against ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Nothing: our books are as far, or further.
    Agrees,
    /// Custody is further: it is asked, and its answer booked.
    Ahead,
    /// By our books custody cannot have it in this state. No booking mends that.
    Contradicts,
}

/// Holds what custody tells of a transfer against what we booked. Only a transfer that is with
/// custody can change by being asked about; of any other one a difference is a contradiction.
#[must_use]
pub fn compare(known: Known, seen: Seen) -> Comparison {
    match judge_state(known, seen) {
        StateStep::Nothing => Comparison::Agrees,
        StateStep::Book(_) | StateStep::Attention(_) if known.status.is_with_custody() => {
            Comparison::Ahead
        }
        StateStep::Book(_) | StateStep::Attention(_) => Comparison::Contradicts,
    }
}
