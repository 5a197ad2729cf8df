//! The few numbers by which operators watch a bank.

use store::transfers::OpenCounts;

use super::Health;
use crate::Bank;
use crate::audit::SealLag;
use crate::error::Result;

/// What a monitor reads. No name, no amount, no id: whoever can read it learns nothing of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vitals {
    /// Transfers that wait for an employee.
    pub pending: u32,
    /// Transfers that are owed to custody.
    pub owed: u32,
    /// Transfers that need somebody's attention.
    pub attention: u32,
    /// Facts about custody that an alert was raised for since the beginning.
    pub alerts: u32,
    /// Notices of custody that nobody has worked on yet.
    pub notices_open: u32,
    /// Whether everything is paused.
    pub paused: bool,
    /// Whether the bank was restored from a backup and people have not ended the recovery.
    pub recovering: bool,
    /// How far the sealer of the audit is behind.
    pub unsealed: SealLag,
    /// How the machinery is.
    pub health: Health,
}

impl Bank {
    /// The few numbers by which operators watch a bank.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn vitals(&self) -> Result<Vitals> {
        let OpenCounts {
            pending,
            owed,
            attention,
        } = self.store().open_transfer_counts().await?;
        Ok(Vitals {
            pending,
            owed,
            attention,
            alerts: self.store().count_alerts().await?,
            notices_open: self.store().count_notices_open().await?,
            paused: self.store().pause().await?.is_some(),
            recovering: self.recovery_state().await?.is_some(),
            unsealed: self.seal_lag().await?,
            health: self.health().await?,
        })
    }
}
