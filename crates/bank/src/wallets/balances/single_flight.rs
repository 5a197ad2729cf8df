//! Equal requests in flight share one call.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::WalletId;
use time::OffsetDateTime;
use tokio::sync::watch;

/// How a reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// When custody was asked.
    pub(crate) asked_at: OffsetDateTime,
    /// Whether it answered, and the copy was written.
    pub(crate) succeeded: bool,
}

/// Where a reading's end is told.
pub(crate) type Answer = watch::Receiver<Option<Reading>>;

/// The readings that run in this process, by wallet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Refreshes {
    running: Arc<Mutex<HashMap<WalletId, Answer>>>,
}

/// The duty to read one wallet. Dropped without an answer it frees the wallet all the same.
#[derive(Debug)]
pub(crate) struct Flight {
    id: WalletId,
    running: Arc<Mutex<HashMap<WalletId, Answer>>>,
    answer: watch::Sender<Option<Reading>>,
}

impl Refreshes {
    /// Which of these wallets are being read.
    pub(crate) fn running(&self, ids: &[WalletId]) -> HashSet<WalletId> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        ids.iter()
            .filter(|id| running.contains_key(id))
            .copied()
            .collect()
    }

    /// The answer to wait for, and the duty to bring it about for whoever asks first.
    pub(crate) fn join(&self, id: WalletId) -> (Answer, Option<Flight>) {
        // Valid after a panic as well: the map is changed in one step.
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = running.get(&id) {
            return (answer.clone(), None);
        }
        let (sender, answer) = watch::channel(None);
        running.insert(id, answer.clone());
        let running = Arc::clone(&self.running);
        (
            answer,
            Some(Flight {
                id,
                running,
                answer: sender,
            }),
        )
    }
}

impl Flight {
    /// Ends the flight: later requests start a new one, then those who wait hear of this one.
    pub(crate) fn land(self, reading: Reading) {
        self.leave();
        self.answer.send_replace(Some(reading));
    }

    fn leave(&self) {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.id);
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        // After `land` somebody else's flight may be in the map already; that one has an open
        // answer of its own.
        if self.answer.borrow().is_none() {
            self.leave();
        }
    }
}
