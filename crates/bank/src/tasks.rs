//! The port of tasks: where work goes on that outlives the request which began it.

use std::fmt;

use futures::channel::oneshot;
use futures::future::BoxFuture;

/// Runs what nobody waits for; the simulator decides by its seed whose turn it is.
pub trait Tasks: Send + Sync + fmt::Debug {
    /// Runs a task to its end, beside everything else.
    fn spawn(&self, task: BoxFuture<'static, ()>);
}

/// Tasks of the runtime that this is called in.
#[derive(Debug, Clone, Copy, Default)]
pub struct RuntimeTasks;

impl Tasks for RuntimeTasks {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        // Its handle is not needed: dropping it detaches the task.
        drop(tokio::spawn(task));
    }
}

/// That a task has ended. Dropping this cuts nothing off.
#[derive(Debug)]
pub(crate) struct Ended(oneshot::Receiver<()>);

impl Ended {
    /// Returns when the task has ended, however it did.
    pub(crate) async fn wait(self) {
        // The sender is dropped at the end, which is all that it is for.
        let _ = self.0.await;
    }
}

/// Starts work as a task of its own.
pub(crate) fn spawn(tasks: &dyn Tasks, work: impl Future<Output = ()> + Send + 'static) -> Ended {
    let (sender, ended) = oneshot::channel();
    tasks.spawn(Box::pin(async move {
        let _sender = sender;
        work.await;
    }));
    Ended(ended)
}
