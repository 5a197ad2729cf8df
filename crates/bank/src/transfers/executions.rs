//! What runs in this process for transfers and openings: counted, so that a shutdown can wait for
//! it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use time::{Duration, OffsetDateTime};
use tokio::sync::{Semaphore, watch};

use super::health::HealthTimes;
use super::lease::UnderWaySet;

/// Transfers that are handed over at the same time.
const AT_ONCE: usize = 8;

/// So long after the latest notice custody counts as one that tells by itself what happens.
const NOTICES_FLOW_FOR: Duration = Duration::minutes(10);

/// The work under way in this process.
#[derive(Debug)]
pub(crate) struct Executions {
    running: watch::Sender<usize>,
    pub(super) seats: Semaphore,
    pub(super) under_way: UnderWaySet,
    wake: watch::Sender<()>,
    wake_for_notices: watch::Sender<()>,
    /// Told whenever a transfer has started, or will not just now.
    turns: watch::Sender<()>,
    times: Mutex<HealthTimes>,
}

impl Default for Executions {
    fn default() -> Self {
        Self {
            running: watch::Sender::new(0),
            seats: Semaphore::new(AT_ONCE),
            under_way: UnderWaySet::default(),
            wake: watch::Sender::new(()),
            wake_for_notices: watch::Sender::new(()),
            turns: watch::Sender::new(()),
            times: Mutex::default(),
        }
    }
}

/// One piece of work that is counted until this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    counter: watch::Sender<usize>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.counter
            .send_modify(|running| *running = running.saturating_sub(1));
    }
}

impl Executions {
    /// Counts a piece of work that begins.
    pub(crate) fn begin(&self) -> Running {
        self.running.send_modify(|running| *running += 1);
        Running {
            counter: self.running.clone(),
        }
    }

    /// Returns when nothing runs.
    pub(crate) async fn idle(&self) {
        let mut running = self.running.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = running.wait_for(|running| *running == 0).await;
    }

    /// Wakes the worker's loops before their time.
    pub(crate) fn wake(&self) {
        self.wake.send_replace(());
    }

    /// Hears of every later [`Executions::wake`].
    pub(crate) fn listen(&self) -> watch::Receiver<()> {
        self.wake.subscribe()
    }

    /// Wakes whoever works on the inbox.
    pub(crate) fn wake_for_notices(&self) {
        self.wake_for_notices.send_replace(());
    }

    /// Hears of every later [`Executions::wake_for_notices`].
    pub(crate) fn listen_for_notices(&self) -> watch::Receiver<()> {
        self.wake_for_notices.subscribe()
    }

    /// Whether it is time to write down that notices come in; counts as written from here on.
    pub(crate) fn note_notice_due(&self, now: OffsetDateTime, every: Duration) -> bool {
        let mut times = self.times();
        let due = times.notice_noted_at.is_none_or(|at| now - at >= every);
        if due {
            times.notice_noted_at = Some(now);
        }
        due
    }

    /// Notes when this process or another one last heard of custody.
    pub(crate) fn note_notice_heard(&self, at: OffsetDateTime) {
        let mut times = self.times();
        times.notice_heard_at = times.notice_heard_at.max(Some(at));
    }

    /// Whether custody tells of what happens by itself lately, so that it need not be asked often.
    pub(crate) fn notices_flow(&self, now: OffsetDateTime) -> bool {
        let heard_at = self.times().notice_heard_at;
        heard_at.is_some_and(|at| now - at < NOTICES_FLOW_FOR)
    }

    /// When this process began to compare books; `now` the first time.
    pub(crate) fn started_at(&self, now: OffsetDateTime) -> OffsetDateTime {
        *self.times().started_at.get_or_insert(now)
    }

    /// Tells that a transfer has started or will not just now, which another one may wait for.
    pub(super) fn tell_turn(&self) {
        self.turns.send_replace(());
    }

    /// Hears of every later [`Executions::tell_turn`].
    pub(super) fn listen_for_turns(&self) -> watch::Receiver<()> {
        self.turns.subscribe()
    }

    /// Whether it is time to write down that custody answers; counts as written from here on.
    pub(super) fn note_answer_due(&self, now: OffsetDateTime, every: Duration) -> bool {
        let mut times = self.times();
        let due = times.answer_noted_at.is_none_or(|at| now - at >= every);
        if due {
            times.answer_noted_at = Some(now);
        }
        due
    }

    /// Whether it is time to write down that the worker runs; counts as written from here on.
    pub(crate) fn note_worker_due(&self, now: OffsetDateTime, every: Duration) -> bool {
        let mut times = self.times();
        let due = times.worker_noted_at.is_none_or(|at| now - at >= every);
        if due {
            times.worker_noted_at = Some(now);
        }
        due
    }

    /// Whether a custody that does not let us in since `since` is to be asked again.
    pub(super) fn probe_due(
        &self,
        now: OffsetDateTime,
        since: OffsetDateTime,
        every: Duration,
    ) -> bool {
        let last = self
            .times()
            .probed_at
            .filter(|at| *at > since)
            .unwrap_or(since);
        now - last >= every
    }

    /// Notes that custody was asked whether it lets us in.
    pub(super) fn note_probe(&self, now: OffsetDateTime) {
        self.times().probed_at = Some(now);
    }

    fn times(&self) -> MutexGuard<'_, HealthTimes> {
        // Valid after a panic as well: each time is written whole.
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
