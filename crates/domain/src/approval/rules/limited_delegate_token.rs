//! Tokens of a delegate with a limit always wait: the limit is in the native asset and says
//! nothing of them.

use crate::approval::{Facts, Judgement, Policy, RuleKind};

pub(super) fn rule(_: &Policy, facts: Facts<'_>) -> Option<Judgement> {
    let speaks = facts.personal_limit().is_some() && !facts.asset.is_native();
    speaks.then(|| Judgement::waits(RuleKind::LimitedDelegateToken))
}
