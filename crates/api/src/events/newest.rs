//! The number of the newest event, read once for all who listen.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bank::Bank;
use tokio::sync::watch;

/// How often the database is asked. Another process may have written the event, so a notice from
/// within would not do.
const EVERY: Duration = Duration::from_millis(400);

/// Tells everybody who listens that there is something to read. The database is asked only while
/// somebody listens.
#[derive(Debug, Clone)]
pub(crate) struct Newest(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    newest: watch::Sender<i64>,
    asking: Mutex<bool>,
}

impl Newest {
    /// Nobody listens yet.
    pub(crate) fn new() -> Self {
        let (newest, _) = watch::channel(-1);
        Self(Arc::new(Shared {
            newest,
            asking: Mutex::new(false),
        }))
    }

    /// Listens from now on.
    pub(crate) fn subscribe(&self, bank: &Bank) -> watch::Receiver<i64> {
        let mut asking = self.0.asking.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = self.0.newest.subscribe();
        if !*asking {
            *asking = true;
            tokio::spawn(ask(Arc::clone(&self.0), bank.clone()));
        }
        receiver
    }
}

async fn ask(shared: Arc<Shared>, bank: Bank) {
    loop {
        {
            let mut asking = shared.asking.lock().unwrap_or_else(PoisonError::into_inner);
            if shared.newest.receiver_count() == 0 {
                *asking = false;
                return;
            }
        }
        match bank.latest_event().await {
            Ok(seq) => {
                shared.newest.send_if_modified(|known| {
                    let newer = seq > *known;
                    *known = (*known).max(seq);
                    newer
                });
            }
            Err(error) => tracing::warn!(?error, "the newest event could not be read"),
        }
        tokio::time::sleep(EVERY).await;
    }
}
