use async_trait::async_trait;
use bank::Clock;
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub(crate) struct ManualClock {
    now: watch::Sender<OffsetDateTime>,
}

impl ManualClock {
    pub(crate) fn new(start: OffsetDateTime) -> Self {
        Self {
            now: watch::Sender::new(start),
        }
    }

    /// Moves the clock on and wakes who waited for the time that has come.
    pub(crate) fn advance(&self, by: Duration) {
        self.now.send_modify(|now| *now += by);
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> OffsetDateTime {
        *self.now.borrow()
    }

    async fn sleep_until(&self, at: OffsetDateTime) {
        let mut now = self.now.subscribe();
        // The sender lives as long as the clock, so waiting cannot fail.
        let _ = now.wait_for(|now| *now >= at).await;
    }
}
