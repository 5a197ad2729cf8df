//! Which transfers wait for an employee, and when one is approved.
//!
//! Each rule is a pure function in `approval/rules/`; [`judge`] asks all of them and takes the
//! strictest answer, so that a further rule can only tighten.

mod rules;
mod thresholds;
mod votes;

pub use thresholds::{ThresholdError, Thresholds};
pub use votes::{
    ApprovalGiven, Choice, Decision, RejectionGiven, Requirement, Vote, VoteRefusal, decide,
};

use std::fmt;

use crate::access::SpendAuthority;
use crate::asset::Asset;
use crate::money::{BaseUnits, TransferAmount};

/// What a delegate's personal limit means beside the bank's threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LimitMode {
    /// It replaces the threshold for native transfers, even where the asset has none.
    #[default]
    Override,
    /// The lower of the two decides.
    Strictest,
}

impl LimitMode {
    /// Both modes.
    pub const ALL: [Self; 2] = [Self::Override, Self::Strictest];

    /// The name in the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Override => "override",
            Self::Strictest => "strictest",
        }
    }

    /// Reads the name in the configuration.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

/// What the rules know of a requested transfer.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What is sent.
    pub asset: &'a Asset,
    /// How much.
    pub amount: TransferAmount,
    /// By what right.
    pub authority: SpendAuthority,
}

/// What becomes of a requested transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It is owed to custody at once.
    Executes,
    /// An employee decides.
    Waits,
}

/// The kinds of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleKind {
    /// The bank's threshold for the asset.
    BankThreshold,
    /// The limit that the wallet's owner gave a delegate.
    PersonalLimit,
    /// The asset has no threshold.
    NoThreshold,
    /// A delegate with a limit sends a token, which the limit does not measure.
    LimitedDelegateToken,
}

impl RuleKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [
        Self::BankThreshold,
        Self::PersonalLimit,
        Self::NoThreshold,
        Self::LimitedDelegateToken,
    ];

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BankThreshold => "bank_threshold",
            Self::PersonalLimit => "personal_limit",
            Self::NoThreshold => "no_threshold",
            Self::LimitedDelegateToken => "limited_delegate_token",
        }
    }

    /// Reads the name on the wire.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Who set what the rule measures against.
    #[must_use]
    pub const fn set_by(self) -> SetBy {
        match self {
            Self::PersonalLimit | Self::LimitedDelegateToken => SetBy::WalletOwner,
            Self::BankThreshold | Self::NoThreshold => SetBy::Bank,
        }
    }
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who set what a rule measures against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetBy {
    /// The bank's configuration.
    Bank,
    /// The owner of the wallet, by a grant.
    WalletOwner,
}

/// The rule that decided about a transfer, with the threshold that it applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DecidedBy {
    /// The rule.
    pub kind: RuleKind,
    /// In base units of the asset; `None` where the rule has none.
    pub threshold: Option<BaseUnits>,
}

/// The answer of one rule, or of all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Judgement {
    /// What becomes of the transfer.
    pub verdict: Verdict,
    /// Why.
    pub decided_by: DecidedBy,
}

impl Judgement {
    /// At or above the threshold waits.
    fn measured(kind: RuleKind, amount: TransferAmount, threshold: BaseUnits) -> Self {
        let waits = amount.base_units() >= threshold;
        Self {
            verdict: if waits {
                Verdict::Waits
            } else {
                Verdict::Executes
            },
            decided_by: DecidedBy {
                kind,
                threshold: Some(threshold),
            },
        }
    }

    /// Waits whatever the amount is.
    const fn waits(kind: RuleKind) -> Self {
        Self {
            verdict: Verdict::Waits,
            decided_by: DecidedBy {
                kind,
                threshold: None,
            },
        }
    }

    /// The stricter of two: waiting before executing, then the lower threshold, where none is
    /// lowest; of equals the first.
    fn stricter(self, other: Self) -> Self {
        let (mine, theirs) = (self.decided_by.threshold, other.decided_by.threshold);
        match self.verdict.cmp(&other.verdict) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Equal if theirs < mine => other,
            std::cmp::Ordering::Equal => self,
        }
    }

    /// The strictest of several, `None` of none.
    #[must_use]
    pub fn strictest(judgements: impl IntoIterator<Item = Self>) -> Option<Self> {
        judgements.into_iter().reduce(Self::stricter)
    }
}

/// What the bank configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Thresholds by asset.
    pub thresholds: Thresholds,
    /// What a personal limit means beside them.
    pub limit_mode: LimitMode,
}

/// Judges a requested transfer by all rules.
#[must_use]
pub fn judge(policy: &Policy, facts: Facts<'_>) -> Judgement {
    let answers = rules::ALL.iter().filter_map(|rule| rule(policy, facts));
    // Deny by default: where no rule speaks, an employee decides.
    Judgement::strictest(answers).unwrap_or(Judgement::waits(RuleKind::NoThreshold))
}
