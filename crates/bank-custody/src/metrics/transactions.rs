//! Write transactions by unit of work.

use std::time::Duration;

use prometheus_client::{encoding::EncodeLabelSet, registry::Registry};
use store::{
    UnitOfWork,
    observer::{Observer, UnitOutcome},
};

use super::latency::{self, Latencies};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    unit: &'static str,
    outcome: &'static str,
}

/// The metrics of write transactions.
#[derive(Clone, Debug)]
pub(crate) struct Transactions(Latencies<Labels>);

impl Transactions {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let help = "From the wish for a write transaction to its end";
        Self(latency::register(registry, "transaction_duration", help))
    }
}

impl Observer for Transactions {
    fn ended(&self, work: UnitOfWork, outcome: UnitOutcome, took: Duration) {
        let labels = Labels {
            unit: work.name(),
            outcome: outcome.as_str(),
        };
        let durations = self.0.get_or_create_owned(&labels);
        durations.observe(took.as_secs_f64());
    }
}
