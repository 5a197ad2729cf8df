//! When to stop.

use anyhow::Context as _;

/// The signals that ask the program to end: Ctrl-C and, on Unix, the one that service managers
/// send.
#[derive(Debug)]
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Signals {
    /// From here on they no longer end the process by themselves. To be called before anything
    /// starts that has to be finished.
    #[cfg(unix)]
    pub(super) fn catch() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).context("the signal SIGINT")?,
            terminate: signal(SignalKind::terminate()).context("the signal SIGTERM")?,
        })
    }

    /// From here on they no longer end the process by themselves. To be called before anything
    /// starts that has to be finished.
    #[cfg(windows)]
    pub(super) fn catch() -> anyhow::Result<Self> {
        Ok(Self {
            interrupt: tokio::signal::windows::ctrl_c().context("Ctrl-C")?,
        })
    }

    /// Waits for one of them; it may have come already.
    pub(super) async fn stop(mut self) {
        // An end of the stream cannot happen while the runtime lives, and would mean to stop too.
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(windows)]
        let _ = self.interrupt.recv().await;
        tracing::info!("stopping: no new work, what runs is finished");
    }
}
