//! The bank's time in a test: the machine's, and what the test puts it forward.

use async_trait::async_trait;
use bank::{Clock, SystemClock};
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;

/// The machine's clock, put forward by hand. Whoever sleeps by it wakes up at once when the time
/// that it waits for has come; nothing has to be waited out.
#[derive(Debug)]
pub(crate) struct TestClock {
    ahead: watch::Sender<Duration>,
}

impl TestClock {
    pub(crate) fn new() -> Self {
        Self {
            ahead: watch::Sender::new(Duration::ZERO),
        }
    }

    pub(crate) fn put_forward(&self, by: Duration) {
        self.ahead.send_modify(|ahead| *ahead += by);
    }
}

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        SystemClock.now() + *self.ahead.borrow()
    }

    async fn sleep_until(&self, at: OffsetDateTime) {
        let mut moved = self.ahead.subscribe();
        loop {
            let ahead = *moved.borrow_and_update();
            tokio::select! {
                () = SystemClock.sleep_until(at - ahead) => return,
                // The sender lives in `self`, so waiting cannot fail.
                _ = moved.changed() => {}
            }
        }
    }
}
