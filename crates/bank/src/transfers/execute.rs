//! The executor: one run takes what is owed one step further.
//!
//! A run begins with the transaction of `take_up`. Only after its commit is custody called.

use core::time::Duration;

use domain::id::TransferId;
use domain::transfer::Status;
use futures::future::BoxFuture;

use super::take_up::{TakenUp, Task};
use crate::Bank;
use crate::budget::{Priority, SIGNED_CALLS};
use crate::clock::within;
use crate::error::Result;
use crate::tasks::Ended;

/// How long a request waits for its transfer to get on its way.
const WAIT_FOR_CHANGE: Duration = Duration::from_secs(3);

/// When a transfer is looked after that custody accepted and did not send at once.
const LOOK_AFTER: [time::Duration; 3] = [
    time::Duration::milliseconds(400),
    time::Duration::milliseconds(1_000),
    time::Duration::milliseconds(1_000),
];

/// How often a transfer asks whether its turn to start has come; the worker meets it again later.
const TURNS: u32 = 15;

/// How long it waits between, where no other one is taken up meanwhile.
const TURN_PAUSE: time::Duration = time::Duration::milliseconds(200);

/// Whether a transfer had its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// It had, or needs none now.
    Had,
    /// Another one of the wallet starts first.
    After(TransferId),
}

impl Bank {
    /// Starts the executor for one transfer as a task of its own: a client that hangs up, or a
    /// wait that comes to its end, cuts nothing off.
    fn spawn_execution(&self, id: TransferId) -> Ended {
        let bank = self.clone();
        let running = self.executions().begin();
        self.spawn(async move {
            bank.execute_logged(id).await;
            bank.look_after(id).await;
            drop(running);
        })
    }

    /// Starts the executor for one transfer and waits a little for what becomes of it.
    pub(super) async fn execute_and_wait(&self, id: TransferId) {
        let work = self.spawn_execution(id);
        // How far it got is read from the row.
        let _ = within(self.clock(), WAIT_FOR_CHANGE, work.wait()).await;
    }

    /// Runs the executor for one transfer; a fault is logged, the row is met again later. Where
    /// another one of the wallet has to start first, that one is started and only its start waited
    /// for.
    pub(crate) async fn execute_logged(&self, id: TransferId) {
        for _ in 0..TURNS {
            let mut turns = self.executions().listen_for_turns();
            match self.execute(id).await {
                Ok(Turn::After(earlier)) => self.start_first(earlier),
                Ok(Turn::Had) => return self.executions().tell_turn(),
                Err(error) => {
                    tracing::error!(%id, ?error, "handing over a transfer was interrupted");
                    return self.executions().tell_turn();
                }
            }
            let again_at = self.clock().now() + TURN_PAUSE;
            tokio::select! {
                biased;
                // The sender lives in `self`, so waiting cannot fail.
                _ = turns.changed() => {}
                () = self.clock().sleep_until(again_at) => {}
            }
        }
    }

    /// Starts the executor for a transfer that others wait for, unless it is at it.
    fn start_first(&self, id: TransferId) {
        if !self.executions().under_way.has(id) {
            let running = self.executions().begin();
            let work = self.clone().execution(id);
            self.spawn(async move {
                work.await;
                drop(running);
            });
        }
    }

    /// The executor's work on one transfer, boxed: one may start another.
    fn execution(self, id: TransferId) -> BoxFuture<'static, ()> {
        Box::pin(async move { self.execute_logged(id).await })
    }

    /// Takes a transfer that is owed to custody one step further, if it is time and nobody else is
    /// at it. Safe to call at any time, any number of times.
    async fn execute(&self, id: TransferId) -> Result<Turn> {
        // Never closed, so this waits for a seat and cannot fail.
        let _seat = self.executions().seats.acquire().await;
        if self.custody_is_misconfigured().await? {
            return Ok(Turn::Had);
        }
        let Some(way) = self.way_to_custody(Priority::Money, SIGNED_CALLS).await else {
            return Ok(Turn::Had);
        };
        let mut next = id;
        let (work, task) = loop {
            let Some(under_way) = self.executions().under_way.take(next) else {
                return Ok(Turn::Had);
            };
            match self.take_up(next, under_way).await? {
                TakenUp::Nothing => return Ok(Turn::Had),
                // Nobody else may call now, so the one call is for whichever starts first.
                TakenUp::Waits(earlier) if way.goes_ahead() => next = earlier,
                TakenUp::Waits(earlier) => return Ok(Turn::After(earlier)),
                TakenUp::Task(work, task) => break (work, task),
            }
        };
        // It has started: nobody waits for what custody says.
        self.executions().tell_turn();
        match task {
            Task::Submit { n, body } => self.hand_over(&work, n, &body).await?,
            Task::LookUp => {
                self.look_up(&work, Urgency::WhenDue).await?;
            }
        }
        Ok(Turn::Had)
    }

    /// Asks a few times after a transfer that custody accepted without sending it at once, so that
    /// whoever waits for the request usually sees it on its way.
    async fn look_after(&self, id: TransferId) {
        for pause in LOOK_AFTER {
            let known = self.store().find_transfer_unscoped(id).await;
            let waits = known.ok().flatten().is_some_and(|transfer| {
                transfer.status == Status::Submitting
                    && transfer.custody.id.is_some()
                    && transfer.attention.is_none()
            });
            if !waits {
                return;
            }
            self.clock().sleep_until(self.clock().now() + pause).await;
            self.poll_logged(id, Urgency::Now).await;
        }
    }
}

/// How soon a transfer is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    /// When its time has come.
    WhenDue,
    /// At once, for somebody who waits.
    Now,
}
