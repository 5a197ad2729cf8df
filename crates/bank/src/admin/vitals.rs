//! The few numbers by which operators watch a bank.

use store::calls::CallsTaken;
use store::transfers::OpenCounts;

pub use store::transfers::OldestOpen;

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
    /// Since when the oldest of them have been waiting.
    pub oldest: OldestOpen,
    /// Facts about custody that an alert was raised for since the beginning.
    pub alerts: u32,
    /// Alerts that no employee has looked at yet.
    pub alerts_open: u32,
    /// Notices of custody that nobody has worked on yet.
    pub notices_open: u32,
    /// Whether everything is paused.
    pub paused: bool,
    /// Whether the bank was restored from a backup and people have not ended the recovery.
    pub recovering: bool,
    /// How far the sealer of the audit is behind.
    pub unsealed: SealLag,
    /// How the budget of calls to custody stands.
    pub calls: CallsView,
    /// How the machinery is.
    pub health: Health,
}

/// How the budget of calls to custody stands in the current minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallsView {
    /// Calls of a minute.
    pub per_minute: u32,
    /// Calls that nodes have taken of it, made or not.
    pub taken: u32,
    /// Whether it is closed because custody refused a call as one too many.
    pub throttled: bool,
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
            oldest: self.store().oldest_open_transfers().await?,
            alerts: self.store().count_alerts().await?,
            alerts_open: self.store().count_open_alerts().await?,
            notices_open: self.store().count_notices_open().await?,
            paused: self.store().pause().await?.is_some(),
            recovering: self.recovery_state().await?.is_some(),
            unsealed: self.seal_lag().await?,
            calls: self.calls_view().await?,
            health: self.health().await?,
        })
    }

    async fn calls_view(&self) -> Result<CallsView> {
        let CallsTaken {
            calls,
            closed_until,
        } = self.store().calls_taken().await?;
        Ok(CallsView {
            per_minute: self.budget().per_minute(),
            taken: calls,
            throttled: closed_until.is_some(),
        })
    }
}
