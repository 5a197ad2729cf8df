//! The bank's rules for customers: when a transfer waits (`APPROVAL_THRESHOLD`,
//! `APPROVAL_THRESHOLDS`, `DELEGATION_LIMIT`), and how many wallets one may have
//! (`WALLETS_PER_PERSON_MAX`).

use domain::approval::{LimitMode, Policy, ThresholdError, Thresholds};

use super::{Faults, Vars};

/// Wallets that one person may have, unless set.
const WALLETS_PER_PERSON_MAX: u32 = 50;

/// The bank's thresholds, what personal limits mean beside them, and the bound on wallets.
#[derive(Clone, Debug)]
pub struct ApprovalConfig {
    /// What the rules of approval are told.
    pub policy: Policy,
    /// Wallets that one person may have (`WALLETS_PER_PERSON_MAX`).
    pub wallets_per_person_max: u32,
}

impl ApprovalConfig {
    pub(super) fn read(vars: &Vars, faults: &mut Faults, default: &str) -> Option<Self> {
        let thresholds = read_thresholds(vars, faults, default);
        let limit_mode = read_limit_mode(vars, faults);
        let wallets_per_person_max = read_wallets_max(vars, faults);
        Some(Self {
            wallets_per_person_max: wallets_per_person_max?,
            policy: Policy {
                thresholds: thresholds?,
                limit_mode: limit_mode?,
            },
        })
    }
}

fn read_thresholds(vars: &Vars, faults: &mut Faults, default: &str) -> Option<Thresholds> {
    const EXPECTED: &str = "SYMBOL=AMOUNT pairs with commas, for example POL=500,USDC=1000";
    let ether = vars.get("APPROVAL_THRESHOLD").unwrap_or(default);
    let mut pairs = Vec::new();
    for pair in vars
        .get("APPROVAL_THRESHOLDS")
        .unwrap_or_default()
        .split(',')
    {
        match pair.split_once('=') {
            Some((symbol, amount)) => pairs.push((symbol.trim(), amount.trim())),
            None if pair.trim().is_empty() => {}
            None => {
                faults.add("APPROVAL_THRESHOLDS", "has a part without =", EXPECTED);
                return None;
            }
        }
    }
    match Thresholds::parse(ether, pairs) {
        Ok(thresholds) => Some(thresholds),
        Err(ThresholdError::Amount { symbol, source }) if symbol == "ETH" => {
            let expected = "an amount in ether, for example 0.05";
            faults.add(
                "APPROVAL_THRESHOLD",
                format!("is no amount: {source}"),
                expected,
            );
            None
        }
        Err(error) => {
            faults.add(
                "APPROVAL_THRESHOLDS",
                format!("is unusable: {error}"),
                EXPECTED,
            );
            None
        }
    }
}

fn read_limit_mode(vars: &Vars, faults: &mut Faults) -> Option<LimitMode> {
    let Some(text) = vars.get("DELEGATION_LIMIT") else {
        return Some(LimitMode::default());
    };
    let mode = LimitMode::parse(text);
    if mode.is_none() {
        faults.add(
            "DELEGATION_LIMIT",
            "is no such mode",
            "override or strictest",
        );
    }
    mode
}

fn read_wallets_max(vars: &Vars, faults: &mut Faults) -> Option<u32> {
    let Some(text) = vars.get("WALLETS_PER_PERSON_MAX") else {
        return Some(WALLETS_PER_PERSON_MAX);
    };
    let max = text.parse().ok().filter(|max| *max > 0);
    if max.is_none() {
        faults.add(
            "WALLETS_PER_PERSON_MAX",
            "is no such number",
            "a whole number above 0",
        );
    }
    max
}
