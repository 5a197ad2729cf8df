//! A clock that is moved by hand.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use bank::Clock;
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::sync::watch;

/// Stands still until it is moved.
#[derive(Debug)]
pub(crate) struct ManualClock(Mutex<watch::Sender<OffsetDateTime>>);

impl ManualClock {
    pub(crate) fn new() -> Self {
        let (now, _) = watch::channel(datetime!(2026-11-24 08:00 UTC));
        Self(Mutex::new(now))
    }

    /// Moves on; whoever waits for a time that is reached wakes up.
    pub(crate) fn advance(&self, by: Duration) {
        self.0.lock().unwrap().send_modify(|now| *now += by);
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap().borrow()
    }

    async fn sleep_until(&self, at: OffsetDateTime) {
        let mut now = self.0.lock().unwrap().subscribe();
        let _ = now.wait_for(|now| *now >= at).await;
    }
}
