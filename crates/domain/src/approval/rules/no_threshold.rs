//! An asset without a threshold always waits: nobody has said how much of it is little.

use super::limit_replaces_threshold;
use crate::approval::{Facts, Judgement, Policy, RuleKind};

pub(super) fn rule(policy: &Policy, facts: Facts<'_>) -> Option<Judgement> {
    let unmeasured = policy.thresholds.of(facts.asset).is_none();
    let speaks = unmeasured && !limit_replaces_threshold(policy, facts);
    speaks.then(|| Judgement::waits(RuleKind::NoThreshold))
}
