//! What employees do after a restore from a backup.

use api_types::{Recovery, TransferAnswer};

use super::{Segment, Session};
use crate::Result;

impl Session {
    /// The recovery after a restore, and what may be out of date.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn recovery(&self) -> Result<Recovery> {
        self.get("api/admin/recovery").await
    }

    /// Ends the recovery and lifts its pause.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn end_recovery(&self) -> Result<Recovery> {
        self.act("api/admin/recovery/end").await
    }

    /// Lets a transfer go on that is held since a restore.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn release_transfer(&self, id: &str) -> Result<TransferAnswer> {
        let path = format!("api/admin/recovery/transfers/{}/release", Segment(id));
        self.act(&path).await
    }

    /// Withdraws a transfer that is held since a restore.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn cancel_held_transfer(&self, id: &str) -> Result<TransferAnswer> {
        let path = format!("api/admin/recovery/transfers/{}/cancel", Segment(id));
        self.act(&path).await
    }
}
