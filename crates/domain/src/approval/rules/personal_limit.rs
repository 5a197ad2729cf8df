//! A delegate's own limit, in the wallet's native asset: at or above it an employee decides.

use crate::approval::{Facts, Judgement, Policy, RuleKind};

pub(super) fn rule(_: &Policy, facts: Facts<'_>) -> Option<Judgement> {
    let limit = facts.personal_limit().filter(|_| facts.asset.is_native())?;
    Some(Judgement::measured(
        RuleKind::PersonalLimit,
        facts.amount,
        limit,
    ))
}
