//! The bank at a glance.

use std::collections::BTreeMap;

use domain::asset::{Asset, AssetId};
use domain::money::{BaseUnits, Cents};
use domain::transfer::Status;
use store::service_state::ServiceFact;
use time::{Date, Duration, OffsetDateTime};

use crate::Bank;
use crate::breaker::BreakerState;
use crate::caller::Caller;
use crate::error::Result;
use crate::pause::PauseView;
use crate::values::Prices;
use crate::wallets::EuroValue;

pub use store::transfers::OpenCounts;

/// How far back the volume goes.
const VOLUME_DAYS: i64 = 30;

/// Transfers that are summed at most; beyond that the sums say so.
const SUMMED_MAX: u32 = 50_000;

/// The bank at a glance.
#[derive(Debug, Clone)]
pub struct AdminOverview {
    /// Customers who may sign in.
    pub customers: u32,
    /// Transfers that wait for an employee.
    pub pending: PendingSum,
    /// Confirmed transfers by day and asset, newest day first, the last 30 days.
    pub volume: Vec<DayVolume>,
    /// What is open, and how the machinery is.
    pub health: AdminHealth,
}

/// What is open, and how the machinery is: little enough to be asked for beside every page.
#[derive(Debug, Clone)]
pub struct AdminHealth {
    /// Transfers by what they wait for.
    pub open: OpenCounts,
    /// How the machinery is.
    pub health: Health,
    /// Since when, by whom and why everything is paused.
    pub paused: Option<PauseView>,
}

/// Waiting transfers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PendingSum {
    /// How many.
    pub count: u32,
    /// About how much in euro, of those that have a value.
    pub cents: Cents,
    /// How many have none.
    pub without_value: u32,
    /// A part is valued at a made-up price (demo mode).
    pub demo_rate: bool,
}

/// What was confirmed on one day in one asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayVolume {
    /// The day the transfers were asked for, UTC.
    pub day: Date,
    /// The asset.
    pub asset: &'static Asset,
    /// How many transfers.
    pub count: u32,
    /// Their sum in base units.
    pub amount: BaseUnits,
    /// About how much that is worth today; absent rather than guessed.
    pub eur: Option<EuroValue>,
}

/// How the machinery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// When custody last answered anything.
    pub custody_answered_at: Option<OffsetDateTime>,
    /// Whether this process makes calls to custody or holds them back.
    pub custody_breaker: BreakerState,
    /// Since when calls to custody have been failing, where a process holds them back.
    pub custody_out_of_reach_since: Option<OffsetDateTime>,
    /// Since when custody refuses the bank's credentials.
    pub custody_misconfigured_since: Option<OffsetDateTime>,
    /// When a worker last went round.
    pub worker_seen_at: Option<OffsetDateTime>,
    /// When our books were last compared with custody's.
    pub books_compared_at: Option<OffsetDateTime>,
}

impl Bank {
    /// The bank at a glance, for employees.
    ///
    /// # Errors
    /// [`Forbidden`](crate::Refusal::Forbidden) for others.
    pub async fn admin_overview(&self, caller: &Caller) -> Result<AdminOverview> {
        caller.require_employee()?;
        let health = self.admin_health(caller).await?;
        Ok(AdminOverview {
            customers: self.store().count_customers().await?,
            pending: self.pending_sum(health.open.pending).await?,
            volume: self.volume_by_day().await?,
            health,
        })
    }

    /// What is open and how the machinery is, for employees.
    ///
    /// # Errors
    /// [`Forbidden`](crate::Refusal::Forbidden) for others.
    pub async fn admin_health(&self, caller: &Caller) -> Result<AdminHealth> {
        caller.require_employee()?;
        Ok(AdminHealth {
            open: self.store().open_transfer_counts().await?,
            health: self.health().await?,
            paused: self.pause_view(caller, self.store().pause().await?).await?,
        })
    }

    /// How the machinery is, for readiness checks and employees.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn health(&self) -> Result<Health> {
        Ok(Health {
            custody_answered_at: self.noted_at(ServiceFact::CustodyAnswered).await?,
            custody_breaker: self.breaker().state(),
            custody_out_of_reach_since: self.noted_at(ServiceFact::CustodyOutOfReach).await?,
            custody_misconfigured_since: self.noted_at(ServiceFact::CustodyMisconfigured).await?,
            worker_seen_at: self.noted_at(ServiceFact::WorkerSeen).await?,
            books_compared_at: self.noted_at(ServiceFact::BooksCompared).await?,
        })
    }

    async fn noted_at(&self, fact: ServiceFact) -> Result<Option<OffsetDateTime>> {
        Ok(self
            .store()
            .service_state(fact)
            .await?
            .map(|state| state.at))
    }

    async fn pending_sum(&self, count: u32) -> Result<PendingSum> {
        let since = OffsetDateTime::UNIX_EPOCH;
        let waiting = self
            .store()
            .transfer_amounts(Status::Pending, since, SUMMED_MAX)
            .await?;
        let prices = self.prices().await?;
        let mut sum = PendingSum {
            count,
            ..PendingSum::default()
        };
        for (asset, amount, _) in waiting {
            sum.add(self, &prices, asset, amount);
        }
        Ok(sum)
    }

    async fn volume_by_day(&self) -> Result<Vec<DayVolume>> {
        let since = self.clock().now() - Duration::days(VOLUME_DAYS);
        let confirmed = self
            .store()
            .transfer_amounts(Status::Confirmed, since, SUMMED_MAX)
            .await?;
        let mut days: BTreeMap<(Date, AssetId), (u32, BaseUnits)> = BTreeMap::new();
        for (asset, amount, at) in confirmed {
            let (count, sum) = days.entry((at.date(), asset)).or_default();
            *count += 1;
            *sum = sum.saturating_add(amount);
        }
        let prices = self.prices().await?;
        let row = |((day, asset), (count, amount)): ((Date, AssetId), (u32, BaseUnits))| {
            let asset = asset.asset();
            DayVolume {
                day,
                asset,
                count,
                amount,
                eur: self.euro_value(&prices, asset, amount),
            }
        };
        Ok(days.into_iter().rev().map(row).collect())
    }
}

impl PendingSum {
    fn add(&mut self, bank: &Bank, prices: &Prices, asset: AssetId, amount: BaseUnits) {
        let value = bank.euro_value(prices, asset.asset(), amount);
        let summed = value.and_then(|value| Some((self.cents.checked_add(value.cents)?, value)));
        match summed {
            Some((cents, value)) => {
                self.cents = cents;
                self.demo_rate |= value.demo_rate;
            }
            None => self.without_value += 1,
        }
    }
}
