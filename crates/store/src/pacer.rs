//! The port of pace: who lets those who use the database go on, one at a time.
//!
//! A running bank has no pacer and nobody waits for one. The simulator has: it decides by its seed
//! whose step comes next. The crash test has: it decides where the program dies.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::error::Result;
use crate::store::TimeSource;
use crate::unit::UnitOfWork;

/// Waiting for a pacer.
pub type Wait<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// What somebody does with the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A read outside of a write transaction.
    Read,
    /// Beginning a write transaction.
    Begin,
    /// A statement inside one.
    Statement,
    /// Committing one.
    Commit(UnitOfWork),
    /// Undoing one.
    Rollback,
}

/// Decides when each step is taken.
pub trait Pacer: fmt::Debug + Send + Sync + 'static {
    /// The clock by which, on both engines, leases are granted and end; without one they go by the
    /// engine's own.
    fn lease_clock(&self) -> Option<&dyn TimeSource>;

    /// Returns when the step is to be taken.
    fn before(&self, step: Step) -> Wait<'_>;

    /// The step has ended, or whoever took it was cut off.
    fn ended(&self, step: Step);

    /// Returns when whoever took the step may go on; not called for one who was cut off.
    fn after(&self, step: Step) -> Wait<'_>;

    /// A write transaction is open from here on.
    fn opened(&self);

    /// A write transaction is not open any more: committed, undone or cut off.
    fn closed(&self);
}

/// The pacer of a store, if it has one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace(Option<Arc<dyn Pacer>>);

impl Pace {
    pub(crate) fn new(pacer: Option<Arc<dyn Pacer>>) -> Self {
        Self(pacer)
    }

    /// The pacer's clock for leases, if it has one.
    pub(crate) fn lease_clock(&self) -> Option<&dyn TimeSource> {
        self.0.as_ref()?.lease_clock()
    }

    /// Takes one step when it is its turn. The work is boxed, or every future that reads the
    /// database would hold it several times over.
    pub(crate) async fn step<T>(
        &self,
        step: Step,
        work: Pin<Box<impl Future<Output = Result<T>>>>,
    ) -> Result<T> {
        let Some(pacer) = &self.0 else {
            return work.await;
        };
        pacer.before(step).await;
        let under_way = UnderWay { pacer, step };
        let outcome = work.await;
        drop(under_way);
        pacer.after(step).await;
        outcome
    }

    /// Marks a transaction as open until the mark is dropped.
    pub(crate) fn open(&self) -> OpenMark {
        if let Some(pacer) = &self.0 {
            pacer.opened();
        }
        OpenMark(self.0.clone())
    }
}

struct UnderWay<'a> {
    pacer: &'a Arc<dyn Pacer>,
    step: Step,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.pacer.ended(self.step);
    }
}

/// That a write transaction is open.
pub(crate) struct OpenMark(Option<Arc<dyn Pacer>>);

impl Drop for OpenMark {
    fn drop(&mut self) {
        if let Some(pacer) = &self.0 {
            pacer.closed();
        }
    }
}

impl fmt::Debug for OpenMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenMark")
    }
}
