//! Waiting at a point.

use std::pin::Pin;
use std::task::{Context, Poll};

use store::pacer::Step;

use super::{Point, Side, State, Turns, Waiting};

/// Somebody who waits at a point, or is about to.
pub(crate) struct Pass {
    turns: Turns,
    point: Point,
    id: Option<u64>,
}

impl Turns {
    /// Waits at a point until it is chosen.
    pub(crate) fn pass(&self, point: Point) -> Pass {
        Pass {
            turns: self.clone(),
            point,
            id: None,
        }
    }
}

impl Pass {
    /// Whether to go on now, and what that begins. Whoever waits already goes on only when chosen:
    /// a task may be polled at any time.
    fn goes(state: &mut State, point: Point, waits: bool, chosen: bool) -> bool {
        let goes = state.looking
            || match point {
                Point::Until(at) => chosen || (!waits && state.now >= at),
                // Inside a transaction nobody comes in between.
                Point::Database(Step::Statement, Side::Before) => true,
                Point::Database(..) | Point::Custody(..) | Point::Ended => chosen,
            };
        if goes && matches!(point, Point::Database(_, Side::Before)) {
            state.under_way += 1;
        }
        goes
    }
}

impl Future for Pass {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let turns = self.turns.clone();
        let mut state = turns.state();
        let chosen = self
            .id
            .and_then(|id| state.waiting.get(&id))
            .is_some_and(|one| one.chosen);
        if Self::goes(&mut state, self.point, self.id.is_some(), chosen) {
            if let Some(id) = self.id.take() {
                state.waiting.remove(&id);
            }
            return Poll::Ready(());
        }
        let id = *self.id.get_or_insert_with(|| {
            state.next += 1;
            state.next
        });
        let waiting = Waiting {
            owner: state.owner,
            point: self.point,
            chosen,
            told: false,
            waker: context.waker().clone(),
        };
        state.waiting.insert(id, waiting);
        Poll::Pending
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.turns.state().waiting.remove(&id);
        }
    }
}
