//! When a transfer waits for the bank: `APPROVAL_THRESHOLD`, `APPROVAL_THRESHOLDS`,
//! `DELEGATION_LIMIT`.

use domain::approval::{LimitMode, Policy, ThresholdError, Thresholds};

use super::{Faults, Vars};

/// The bank's thresholds and what personal limits mean beside them.
#[derive(Clone, Debug)]
pub struct ApprovalConfig {
    /// What the rules of approval are told.
    pub policy: Policy,
}

impl ApprovalConfig {
    pub(super) fn read(vars: &Vars, faults: &mut Faults, default: &str) -> Option<Self> {
        let thresholds = read_thresholds(vars, faults, default);
        let limit_mode = read_limit_mode(vars, faults);
        Some(Self {
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
