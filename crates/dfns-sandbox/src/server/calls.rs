//! Counters of the calls that arrived, by endpoint.

use std::{collections::BTreeMap, sync::Mutex};

use super::lock;

/// How often each endpoint of the protocol was called.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<BTreeMap<String, u64>>);

impl Calls {
    /// Counts a call.
    pub(crate) fn count(&self, method: &str, path_template: &str) {
        let mut counts = lock(&self.0);
        let count = counts
            .entry(format!("{method} {path_template}"))
            .or_default();
        *count = count.saturating_add(1);
    }

    /// All counts.
    pub(crate) fn snapshot(&self) -> BTreeMap<String, u64> {
        lock(&self.0).clone()
    }

    /// Starts again from zero.
    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }
}
