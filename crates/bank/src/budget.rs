//! The call budget: custody allows the whole organisation so many calls a minute, and the calls
//! that move money come before those that only look.
//!
//! The budget of a minute is one row of the database. A node takes a slice of it at a time and
//! works from memory, so that a call costs no transaction. Looking leaves a reserve to those whose
//! calls matter more, and when everything is taken even money waits for the next minute, instead of
//! having custody refuse it.

use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::channel::oneshot;
use store::Store;
use store::calls::CallsWanted;
use time::OffsetDateTime;

use crate::clock::Clock;
use crate::error::Result;
use crate::tasks::Tasks;
use crate::units;

/// Calls of one signed request: challenge, signature, and the request itself.
pub(crate) const SIGNED_CALLS: u32 = 3;

/// A node takes this part of a minute's calls at a time.
const SLICES: u32 = 20;

/// What a call is for, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Hands over a transfer or opens a wallet.
    Money,
    /// Asks how a transfer went, or what a wallet holds after one.
    Outcome,
    /// Only looks.
    Look,
}

impl Priority {
    const fn place(self) -> usize {
        match self {
            Self::Money => 0,
            Self::Outcome => 1,
            Self::Look => 2,
        }
    }

    /// Calls of a minute that are left to what is more important.
    const fn reserve(self, per_minute: u32) -> u32 {
        match self {
            Self::Money => 0,
            Self::Outcome => per_minute / 10,
            Self::Look => per_minute / 5,
        }
    }
}

/// The calls that this process may make, taken from the budget of all. Cheap to clone; all clones
/// are one.
#[derive(Debug, Clone)]
pub struct CallBudget {
    slices: Arc<Slices>,
    tasks: Arc<dyn Tasks>,
}

/// What was taken of the budget of all.
#[derive(Debug)]
struct Slices {
    store: Store,
    clock: Arc<dyn Clock>,
    per_minute: u32,
    held: Mutex<Held>,
    /// One task at a time takes a slice; the others then share it.
    taking: tokio::sync::Mutex<()>,
}

/// Calls that somebody wants to make.
#[derive(Debug, Clone, Copy)]
struct Wish {
    priority: Priority,
    calls: u32,
    /// What is done about them once they are there.
    then: fn(&mut Held, Priority, u32),
}

/// What this process holds of one minute.
#[derive(Debug, Default)]
struct Held {
    minute: Option<Minute>,
    /// Calls by priority.
    calls: [u32; 3],
    /// The budget had nothing more to give, by priority.
    spent: [bool; 3],
}

/// A minute of the budget, by the bank's clock: a little shorter than by the store's.
#[derive(Debug, Clone, Copy)]
struct Minute {
    /// The budget's own name of it; absent when nothing was taken of it.
    name: Option<OffsetDateTime>,
    from: OffsetDateTime,
    until: OffsetDateTime,
}

/// What memory says to a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Supply {
    /// There are calls enough.
    Enough,
    /// The budget may have some.
    Ask,
    /// There are none in this minute.
    Spent,
}

impl Held {
    /// Forgets what belongs to a minute that is over. A clock that was set back ends it as well.
    fn expire(&mut self, now: OffsetDateTime) {
        let lasts = |minute: Minute| minute.from <= now && now < minute.until;
        if !self.minute.is_some_and(lasts) {
            *self = Self::default();
        }
    }

    fn supply(&self, priority: Priority, wanted: u32) -> Supply {
        // What was taken to look serves money as well.
        let at_hand: u32 = self.calls.iter().skip(priority.place()).sum();
        if at_hand >= wanted {
            Supply::Enough
        } else if self.spent.get(priority.place()) == Some(&true) {
            Supply::Spent
        } else {
            Supply::Ask
        }
    }

    fn spend(&mut self, priority: Priority, wanted: u32) {
        let mut wanted = wanted;
        for calls in self.calls.iter_mut().skip(priority.place()) {
            let spent = wanted.min(*calls);
            *calls -= spent;
            wanted -= spent;
        }
    }

    /// What is spent for one priority is spent for all below it.
    fn mark_spent(&mut self, priority: Priority) {
        for spent in self.spent.iter_mut().skip(priority.place()) {
            *spent = true;
        }
    }

    fn total(&self) -> u32 {
        self.calls.iter().sum()
    }
}

impl CallBudget {
    /// A budget of `per_minute` calls, at least one signed request, for all who share the store.
    #[must_use]
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        tasks: Arc<dyn Tasks>,
        per_minute: u32,
    ) -> Self {
        let slices = Slices {
            store,
            clock,
            per_minute: per_minute.max(SIGNED_CALLS),
            held: Mutex::default(),
            taking: tokio::sync::Mutex::default(),
        };
        Self {
            slices: Arc::new(slices),
            tasks,
        }
    }

    /// Calls of one minute.
    #[must_use]
    pub fn per_minute(&self) -> u32 {
        self.slices.per_minute
    }

    /// Books calls that are about to be made. `false`, and nothing is booked, when they have to
    /// wait for another minute.
    pub async fn book(&self, priority: Priority, calls: u32) -> bool {
        let then = Held::spend;
        self.supply(Wish {
            priority,
            calls,
            then,
        })
        .await
    }

    /// Whether calls that are booked now would be let through.
    pub async fn allows(&self, priority: Priority, calls: u32) -> bool {
        let then = |_: &mut Held, _, _| ();
        self.supply(Wish {
            priority,
            calls,
            then,
        })
        .await
    }

    /// Finds calls in memory or takes another slice.
    async fn supply(&self, wish: Wish) -> bool {
        match self.slices.look(wish) {
            Supply::Enough => true,
            Supply::Spent => false,
            Supply::Ask => {
                let supplied = self.aside(|slices| async move { slices.supply(wish).await });
                supplied.await.unwrap_or(false)
            }
        }
    }

    /// Custody refused a call as one too many: no node takes more until the pause is over that it
    /// asks for, or else the minute.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn close(&self, pause: Option<Duration>) -> Result<()> {
        let closed = self.aside(|slices| async move { slices.close(pause).await });
        closed.await.unwrap_or(Ok(()))
    }

    /// Gives back what was taken and not used; for a process that ends.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn give_back(&self) -> Result<()> {
        self.slices.give_back().await
    }

    /// Works with the budget's row in a task of its own: a call under a lease stands still while the
    /// lease is renewed, and with it would stand still a transaction that the renewal waits for.
    /// `None` when the process ends meanwhile.
    async fn aside<T, Work>(&self, work: impl FnOnce(Arc<Slices>) -> Work) -> Option<T>
    where
        T: Send + 'static,
        Work: Future<Output = T> + Send + 'static,
    {
        let (sender, done) = oneshot::channel();
        let work = work(Arc::clone(&self.slices));
        self.tasks.spawn(Box::pin(async move {
            // Whoever asked may be gone.
            let _ = sender.send(work.await);
        }));
        done.await.ok()
    }
}

impl Slices {
    /// Looks for calls in memory, and does something about them.
    fn look(&self, wish: Wish) -> Supply {
        let Wish {
            priority,
            calls,
            then,
        } = wish;
        let mut held = self.held();
        held.expire(self.clock.now());
        let supply = held.supply(priority, calls);
        if supply == Supply::Enough {
            then(&mut held, priority, calls);
        }
        supply
    }

    /// Takes another slice, unless somebody else has meanwhile.
    async fn supply(&self, wish: Wish) -> bool {
        let _taking = self.taking.lock().await;
        match self.look(wish) {
            Supply::Enough => return true,
            Supply::Spent => return false,
            Supply::Ask => {}
        }
        if let Err(error) = self.take(wish.priority, wish.calls).await {
            tracing::error!(?error, "the call budget could not be asked");
            return false;
        }
        self.look(wish) == Supply::Enough
    }

    /// Takes a slice of the current minute.
    async fn take(&self, priority: Priority, calls: u32) -> Result<()> {
        // Before the store looks at its clock: the minute may seem over too soon, never too late.
        let from = self.clock.now();
        let wanted = CallsWanted {
            calls: calls.max(self.per_minute / SLICES),
            reserve: priority.reserve(self.per_minute),
            per_minute: self.per_minute,
        };
        let mut tx = self.store.begin(units::TAKE_CALLS).await?;
        let slice = tx.take_calls(wanted).await?;
        tx.commit().await?;
        let mut held = self.held();
        let name = Some(slice.minute);
        if held.minute.is_none_or(|minute| minute.name != name) {
            *held = Held::default();
        }
        held.minute = Some(Minute {
            name,
            from,
            until: from + slice.lasts,
        });
        if let Some(known) = held.calls.get_mut(priority.place()) {
            *known += slice.calls;
        }
        if slice.calls < wanted.calls {
            held.mark_spent(priority);
        }
        Ok(())
    }

    async fn close(&self, pause: Option<Duration>) -> Result<()> {
        let pause = pause.and_then(|pause| time::Duration::try_from(pause).ok());
        let _taking = self.taking.lock().await;
        let from = self.clock.now();
        let mut tx = self.store.begin(units::TAKE_CALLS).await?;
        let lasts = tx.close_calls(pause).await?;
        tx.commit().await?;
        *self.held() = Held {
            minute: Some(Minute {
                name: None,
                from,
                until: from + lasts,
            }),
            calls: [0; 3],
            spent: [true; 3],
        };
        Ok(())
    }

    async fn give_back(&self) -> Result<()> {
        let _taking = self.taking.lock().await;
        let (minute, calls) = {
            let mut held = self.held();
            held.expire(self.clock.now());
            let calls = held.total();
            let name = held.minute.and_then(|minute| minute.name);
            held.calls = [0; 3];
            (name, calls)
        };
        let Some(minute) = minute.filter(|_| calls > 0) else {
            return Ok(());
        };
        let mut tx = self.store.begin(units::TAKE_CALLS).await?;
        tx.give_back_calls(minute, calls).await?;
        tx.commit().await?;
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Valid after a panic as well: no change of it can panic half way.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
