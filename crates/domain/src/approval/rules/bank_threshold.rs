//! The bank's threshold for the asset: at or above it an employee decides.
//!
//! It binds owners and delegates without a limit; a delegate with a limit as the mode says.

use super::limit_replaces_threshold;
use crate::approval::{Facts, Judgement, Policy, RuleKind};

pub(super) fn rule(policy: &Policy, facts: Facts<'_>) -> Option<Judgement> {
    if limit_replaces_threshold(policy, facts) {
        return None;
    }
    let threshold = policy.thresholds.of(facts.asset)?;
    Some(Judgement::measured(
        RuleKind::BankThreshold,
        facts.amount,
        threshold,
    ))
}
