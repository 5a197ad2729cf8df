//! The bank's rules a second time, written from their description and not from the bank's code:
//! whoever checks must not ask the one who is checked.

use domain::asset::{Asset, AssetId};
use domain::money::{BaseUnits, parse_decimal};

/// What a delegate's personal limit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limits {
    /// It takes the place of the bank's threshold.
    Replace,
    /// The lower of the two decides.
    Strictest,
}

/// From which amount on a transfer of the native coin waits.
pub(crate) const NATIVE_THRESHOLD: &str = "0.05";

/// From which amount on a transfer of USDC waits. Other tokens have no threshold.
pub(crate) const USDC_THRESHOLD: &str = "1000";

/// Every step that the life of a transfer knows.
const STEPS: [(&str, &str); 10] = [
    ("pending", "approved"),
    ("pending", "rejected"),
    ("pending", "cancelled"),
    ("approved", "cancelled"),
    ("approved", "submitting"),
    ("submitting", "approved"),
    ("submitting", "broadcasted"),
    ("submitting", "failed"),
    ("broadcasted", "confirmed"),
    ("broadcasted", "failed"),
];

/// Whether a transfer may go from one state to another.
pub(crate) fn is_step(from: &str, to: &str) -> bool {
    STEPS.contains(&(from, to))
}

fn threshold(asset: &Asset) -> Option<BaseUnits> {
    let text = match asset.symbol() {
        _ if asset.is_native() => NATIVE_THRESHOLD,
        "USDC" => USDC_THRESHOLD,
        _ => return None,
    };
    parse_decimal(text, asset.decimals()).ok()
}

/// Whether a transfer waits for an employee. `limit` is that of a delegate who has one.
pub(crate) fn waits(
    asset: AssetId,
    amount: BaseUnits,
    limit: Option<BaseUnits>,
    limits: Limits,
) -> bool {
    let asset = asset.asset();
    let threshold = threshold(asset);
    match limit {
        None => threshold.is_none_or(|from| amount >= from),
        Some(_) if !asset.is_native() => true,
        Some(limit) => match limits {
            Limits::Replace => amount >= limit,
            Limits::Strictest => threshold.is_none_or(|from| amount >= from.min(limit)),
        },
    }
}

#[cfg(test)]
mod tests {
    use domain::asset;
    use domain::network::Network;

    use super::*;

    /// Symbol, amount, limit, what limits mean, and whether it waits.
    const TABLE: [(&str, &str, Option<&str>, Limits, bool); 12] = [
        ("ETH", "0.0499", None, Limits::Replace, false),
        ("ETH", "0.05", None, Limits::Replace, true),
        ("ETH", "0.5", Some("1"), Limits::Replace, false),
        ("ETH", "0.01", Some("0.01"), Limits::Replace, true),
        ("ETH", "0.01", Some("0"), Limits::Replace, true),
        ("ETH", "0.5", Some("1"), Limits::Strictest, true),
        ("ETH", "0.02", Some("0.01"), Limits::Strictest, true),
        ("USDC", "999.99", None, Limits::Replace, false),
        ("USDC", "1000", None, Limits::Replace, true),
        ("USDC", "1", Some("1"), Limits::Replace, true),
        ("USDC", "1", Some("1"), Limits::Strictest, true),
        ("EURC", "0.01", None, Limits::Replace, true),
    ];

    #[test]
    fn the_rules_are_those_of_the_description() {
        for (symbol, amount, limit, limits, expected) in TABLE {
            let asset = asset::find(Network::DEFAULT, symbol).unwrap();
            let amount = parse_decimal(amount, asset.decimals()).unwrap();
            let native = Network::DEFAULT.native_decimals();
            let limit = limit.map(|text| parse_decimal(text, native).unwrap());
            let waits = waits(asset.id(), amount, limit, limits);
            assert_eq!(waits, expected, "{symbol} {amount} {limit:?} {limits:?}");
        }
    }

    #[test]
    fn money_that_may_have_moved_is_never_cancelled() {
        assert!(is_step("approved", "cancelled"));
        assert!(!is_step("submitting", "cancelled"));
        assert!(!is_step("confirmed", "failed"));
    }
}
