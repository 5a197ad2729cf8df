//! The tasks of a run: polled one after another on one thread.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Wake, Waker};
use std::thread::{self, ThreadId};
use std::time::Duration;

use bank::Tasks;
use futures::future::BoxFuture;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::turns::{Owner, Turns};

/// How long the thread of the database gets to finish a wake that it has begun.
const HESITATION: Duration = Duration::from_millis(1);

/// How often the run's thread looks for an answer before it sleeps: most come within microseconds,
/// and being put to sleep and woken takes longer.
const GLANCES: u32 = 30;

/// Tasks that are ready to be polled.
struct Queue {
    thread: ThreadId,
    arrivals: Notify,
    ready: Mutex<Ready>,
}

#[derive(Default)]
struct Ready {
    /// Woken by other tasks: these go on before anybody else, in the order of their numbers, since
    /// the runtime's channels wake those who wait for the same thing in an order of their own.
    by_tasks: BTreeSet<u64>,
    /// Woken by the database, whose timing decides nothing: they come last. One that is woken once
    /// more after its step has ended finds nothing to go on with.
    by_database: BTreeSet<u64>,
    /// The run's thread waits for the database.
    waiting: bool,
}

impl Queue {
    fn ready(&self) -> MutexGuard<'_, Ready> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct TaskWaker {
    id: u64,
    queue: Arc<Queue>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut ready = self.queue.ready();
        let by_database = ready.waiting || thread::current().id() != self.queue.thread;
        let list = if by_database {
            &mut ready.by_database
        } else {
            &mut ready.by_tasks
        };
        list.insert(self.id);
        drop(ready);
        self.queue.arrivals.notify_one();
    }
}

struct Task {
    owner: Owner,
    future: BoxFuture<'static, ()>,
    waker: Waker,
}

/// Tasks that were handed in and not taken up yet.
type NewTasks = Vec<(Owner, BoxFuture<'static, ()>)>;

/// Where tasks are handed in.
#[derive(Clone)]
pub(crate) struct Spawner {
    turns: Turns,
    new: Arc<Mutex<NewTasks>>,
}

impl fmt::Debug for Spawner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spawner")
    }
}

impl Spawner {
    fn new_tasks(&self) -> MutexGuard<'_, NewTasks> {
        self.new.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands in a task of this owner's.
    pub(crate) fn spawn_for(&self, owner: Owner, task: BoxFuture<'static, ()>) {
        self.new_tasks().push((owner, task));
    }
}

impl Tasks for Spawner {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.spawn_for(self.turns.owner(), task);
    }
}

/// All tasks of a run.
pub(crate) struct Executor {
    turns: Turns,
    spawner: Spawner,
    tasks: BTreeMap<u64, Task>,
    next: u64,
    queue: Arc<Queue>,
    /// Owners who stand still, and their tasks that were woken meanwhile.
    still: BTreeMap<Owner, BTreeSet<u64>>,
}

impl Executor {
    /// To be made on the thread that runs it.
    pub(crate) fn new(turns: &Turns) -> Self {
        Self {
            turns: turns.clone(),
            spawner: Spawner {
                turns: turns.clone(),
                new: Arc::default(),
            },
            tasks: BTreeMap::new(),
            next: 0,
            queue: Arc::new(Queue {
                thread: thread::current().id(),
                arrivals: Notify::new(),
                ready: Mutex::default(),
            }),
            still: BTreeMap::new(),
        }
    }

    pub(crate) fn spawner(&self) -> &Spawner {
        &self.spawner
    }

    /// Polls until everybody waits for a turn or for somebody else.
    pub(crate) async fn settle(&mut self) {
        loop {
            self.take_in();
            if let Some(id) = self.next_ready() {
                self.poll(id);
                continue;
            }
            if self.turns.is_under_way() {
                self.arrival().await;
            } else if self.turns.hesitates() {
                // Whether it comes within this time decides nothing but where the wake is met.
                let _ = timeout(HESITATION, self.arrival()).await;
            } else if !self.turns.resume() {
                return;
            }
        }
    }

    /// Returns when the database, or the runtime for it, has woken somebody.
    async fn arrival(&self) {
        self.queue.ready().waiting = true;
        for _ in 0..GLANCES {
            // The database's pool has tasks of its own on this runtime.
            tokio::task::yield_now().await;
            if !self.queue.ready().by_database.is_empty() {
                return;
            }
            thread::yield_now();
        }
        self.queue.arrivals.notified().await;
    }

    /// The next task to poll. No wake may be left out: a part of a task that was woken once is not
    /// woken again until it was polled.
    fn next_ready(&self) -> Option<u64> {
        let mut ready = self.queue.ready();
        let Ready {
            by_tasks,
            by_database,
            waiting,
        } = &mut *ready;
        *waiting = false;
        by_tasks.pop_first().or_else(|| by_database.pop_first())
    }

    fn take_in(&mut self) {
        let new = std::mem::take(&mut *self.spawner.new_tasks());
        for (owner, future) in new {
            self.next += 1;
            let id = self.next;
            let waker = Waker::from(Arc::new(TaskWaker {
                id,
                queue: Arc::clone(&self.queue),
            }));
            let task = Task {
                owner,
                future,
                waker,
            };
            self.tasks.insert(id, task);
            self.queue.ready().by_tasks.insert(id);
        }
    }

    fn poll(&mut self, id: u64) {
        let Some(task) = self.tasks.get_mut(&id) else {
            return;
        };
        if let Some(woken) = self.still.get_mut(&task.owner) {
            woken.insert(id);
            return;
        }
        self.turns.set_polled(task.owner);
        let mut context = Context::from_waker(&task.waker);
        let ended = task.future.as_mut().poll(&mut context).is_ready();
        if ended {
            self.tasks.remove(&id);
        }
        self.turns.set_polled(Owner::World);
    }

    /// Ends everything of an owner's where it stands.
    pub(crate) fn kill(&mut self, owner: Owner) {
        self.spawner.new_tasks().retain(|(of, _)| *of != owner);
        self.tasks.retain(|_, task| task.owner != owner);
        self.still.remove(&owner);
    }

    /// Lets an owner stand still, as a machine does that is suspended.
    pub(crate) fn stop(&mut self, owner: Owner) {
        self.still.entry(owner).or_default();
    }

    /// Lets an owner go on.
    pub(crate) fn go_on(&mut self, owner: Owner) {
        let woken = self.still.remove(&owner).unwrap_or_default();
        self.queue.ready().by_tasks.extend(woken);
    }
}
