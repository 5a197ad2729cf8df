//! How long things take.

use std::hash::Hash;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

/// A histogram of seconds for each set of labels; its count is how often the thing happened.
pub(super) type Latencies<L> = Family<L, Histogram, fn() -> Histogram>;

/// From a millisecond to longer than any time limit of a call.
fn histogram() -> Histogram {
    Histogram::new([
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
    ])
}

/// Registers `<name>_seconds`.
pub(super) fn register<L>(registry: &mut Registry, name: &str, help: &str) -> Latencies<L>
where
    L: Clone + Hash + Eq + EncodeLabelSet + std::fmt::Debug + Send + Sync + 'static,
{
    let latencies = Latencies::<L>::new_with_constructor(histogram as fn() -> Histogram);
    registry.register_with_unit(name, help, Unit::Seconds, latencies.clone());
    latencies
}
