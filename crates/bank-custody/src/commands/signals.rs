//! When to stop.

use anyhow::Context as _;

/// Waits for Ctrl-C or, on Unix, for the signal that service managers send.
pub(super) async fn stop() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).context("the signal SIGTERM")?;
        tokio::select! {
            interrupt = tokio::signal::ctrl_c() => interrupt.context("the signal SIGINT")?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.context("Ctrl-C")?;
    tracing::info!("stopping: no new work, what runs is finished");
    Ok(())
}
