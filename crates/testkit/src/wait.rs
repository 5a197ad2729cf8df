//! Waiting for a condition, never for a time.

use std::time::{Duration, Instant};

/// How long a condition may take on a loaded machine before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(25);

/// Looks until there is something; `what` names it in the failure.
///
/// # Panics
/// When it does not come.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "still waiting for {what}");
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}
