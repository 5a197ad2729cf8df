//! How many streams of events are open, as a whole and by person.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::UserId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::{Code, Problem, Result};
use crate::state::ApiSettings;

/// The streams that are open.
#[derive(Debug, Clone)]
pub(crate) struct Streams {
    free: Arc<Semaphore>,
    per_person_max: usize,
    open: Arc<Mutex<HashMap<UserId, usize>>>,
}

impl Streams {
    /// None is open yet.
    pub(crate) fn new(settings: &ApiSettings) -> Self {
        Self {
            free: Arc::new(Semaphore::new(settings.event_streams_max)),
            per_person_max: settings.event_streams_per_person_max,
            open: Arc::default(),
        }
    }

    /// Opens one for this person; it is closed when the place is dropped.
    pub(super) fn open(&self, person: UserId) -> Result<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.get(&person).copied().unwrap_or_default();
        if count >= self.per_person_max {
            return Err(Problem::new(Code::TooManyStreams));
        }
        let permit = Arc::clone(&self.free).try_acquire_owned();
        let permit = permit.map_err(|_| Problem::new(Code::Overloaded))?;
        open.insert(person, count + 1);
        Ok(Place {
            person,
            open: Arc::clone(&self.open),
            _permit: permit,
        })
    }
}

/// An open stream's place among all.
#[derive(Debug)]
pub(super) struct Place {
    person: UserId,
    open: Arc<Mutex<HashMap<UserId, usize>>>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get(&self.person).copied() {
            Some(count) if count > 1 => {
                open.insert(self.person, count - 1);
            }
            // People who do not listen take no room.
            Some(_) | None => {
                open.remove(&self.person);
            }
        }
    }
}
