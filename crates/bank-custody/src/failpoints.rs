//! Where the program dies by its own hand, for the crash test: before or after the commit of a unit
//! of work that `FAILPOINT` names, as `transfer.send:before` or `transfer.send:after:2` (the second
//! time that the program passes there). No destructor runs and nothing is flushed.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use anyhow::Context as _;
use bank::units;
use store::{
    TimeSource, UnitOfWork,
    pacer::{Pacer, Step, Wait},
};

use crate::config::failpoint;

#[cfg(not(debug_assertions))]
compile_error!("the feature `failpoints` makes the program kill itself: it is for tests alone");

/// A point at which the program dies.
#[derive(Debug)]
struct Failpoint {
    work: UnitOfWork,
    side: Side,
    /// How often it is still to be passed, this last time included.
    passes: AtomicU32,
}

/// Before or after the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The point that the environment chose, if it did.
///
/// # Errors
/// When there is no such point.
pub(crate) fn chosen() -> anyhow::Result<Option<Arc<dyn Pacer>>> {
    let Some(text) = failpoint() else {
        return Ok(None);
    };
    Ok(Some(Arc::new(Failpoint::parse(&text)?)))
}

impl Failpoint {
    /// The point of this name.
    ///
    /// # Errors
    /// When there is none.
    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut parts = text.split(':');
        let name = parts.next().unwrap_or_default();
        let work = units::ALL.iter().find(|work| work.name() == name);
        let side = match parts.next() {
            Some("before") => Side::Before,
            Some("after") => Side::After,
            Some(_) | None => anyhow::bail!("FAILPOINT: {text} is neither before nor after"),
        };
        let passes = match parts.next() {
            None => 1,
            Some(passes) => passes.parse().context("FAILPOINT: how often?")?,
        };
        Ok(Self {
            work: *work.with_context(|| format!("FAILPOINT: there is no unit of work {name}"))?,
            side,
            passes: AtomicU32::new(passes),
        })
    }

    fn pass(&self, step: Step, side: Side) {
        if step != Step::Commit(self.work) || side != self.side {
            return;
        }
        if self.passes.fetch_sub(1, Ordering::SeqCst) == 1 {
            tracing::error!(unit = %self.work, ?side, "dies here");
            std::process::abort();
        }
    }
}

impl Pacer for Failpoint {
    fn lease_clock(&self) -> Option<&dyn TimeSource> {
        None
    }

    fn before(&self, step: Step) -> Wait<'_> {
        self.pass(step, Side::Before);
        Box::pin(std::future::ready(()))
    }

    fn ended(&self, _: Step) {}

    fn after(&self, step: Step) -> Wait<'_> {
        self.pass(step, Side::After);
        Box::pin(std::future::ready(()))
    }

    fn opened(&self) {}

    fn closed(&self) {}
}
