//! The points at which somebody waits, and who that is.

use store::pacer::Step;
use time::OffsetDateTime;

/// Whose task something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// The simulator's own.
    World,
    /// A node of the bank's, by number.
    Node(usize),
}

/// Before or after something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    Before,
    After,
}

/// Where somebody waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Point {
    Database(Step, Side),
    /// A step of the database has just ended: whoever took it goes on before anybody else, but not
    /// before those have stopped whom it woke. Sooner or later is the database's timing.
    Ended,
    Custody(&'static str, Side),
    Until(OffsetDateTime),
}

impl Point {
    /// Whether the bank may be killed here.
    pub(crate) fn may_kill(self) -> bool {
        match self {
            Self::Database(step, _) => matches!(step, Step::Commit(_)),
            Self::Custody(..) => true,
            Self::Until(_) | Self::Ended => false,
        }
    }

    /// Whether somebody here may have a transaction open.
    pub(crate) fn inside_transaction(self) -> bool {
        match self {
            Self::Database(step, Side::Before) => step != Step::Begin,
            Self::Database(_, Side::After) | Self::Ended | Self::Custody(..) | Self::Until(_) => {
                false
            }
        }
    }
}

/// Somebody who waits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiter {
    pub(crate) id: u64,
    pub(crate) owner: Owner,
    pub(crate) point: Point,
}
