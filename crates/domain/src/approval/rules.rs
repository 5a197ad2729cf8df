//! The rules that make a transfer wait, one file each.

mod bank_threshold;
mod limited_delegate_token;
mod no_threshold;
mod personal_limit;

use super::{Facts, Judgement, Policy};
use crate::access::SpendAuthority;
use crate::money::BaseUnits;

/// A rule: its answer, or `None` where it has nothing to say.
pub(super) type Rule = fn(&Policy, Facts<'_>) -> Option<Judgement>;

/// All rules. [`super::judge`] takes the strictest answer; the order breaks ties only, the more
/// particular rule first.
pub(super) const ALL: [Rule; 4] = [
    limited_delegate_token::rule,
    bank_threshold::rule,
    no_threshold::rule,
    personal_limit::rule,
];

impl Facts<'_> {
    /// The limit of the delegate who sends, if it has one.
    fn personal_limit(&self) -> Option<BaseUnits> {
        match self.authority {
            SpendAuthority::Owner => None,
            SpendAuthority::Delegate { limit } => limit,
        }
    }
}

/// Whether a personal limit stands in the place of the bank's threshold.
fn limit_replaces_threshold(policy: &Policy, facts: Facts<'_>) -> bool {
    match policy.limit_mode {
        super::LimitMode::Override => facts.asset.is_native() && facts.personal_limit().is_some(),
        super::LimitMode::Strictest => false,
    }
}
