//! Sums of amounts against another arithmetic.

use alloy_primitives::U256;
use domain::asset;
use domain::money::{BaseUnits, Cents, TransferAmount};
use domain::network::Network;
use proptest::prelude::*;

#[test]
fn an_amount_is_the_number_that_it_was_made_of() {
    let seven = BaseUnits::from_u256(U256::from(7));
    assert_eq!(seven, BaseUnits::from_u128(7));
    assert_eq!(format!("{seven} {seven:?}"), "7 7");
    let ether = asset::native(Network::EthereumSepolia);
    let amount = TransferAmount::parse("0.05", ether.decimals()).unwrap();
    assert_eq!(amount.to_string(), "50000000000000000");
}

proptest! {
    #[test]
    fn sums_of_base_units_are_exact(a: u64, b: u64, factor: u64) {
        let units = |number: u128| BaseUnits::from_u128(number);
        let (left, right) = (units(a.into()), units(b.into()));
        let (a, b) = (u128::from(a), u128::from(b));
        prop_assert_eq!(left.checked_add(right), Some(units(a + b)));
        prop_assert_eq!(left.saturating_add(right), units(a + b));
        prop_assert_eq!(left.checked_sub(right), a.checked_sub(b).map(units));
        prop_assert_eq!(left.saturating_sub(right), units(a.saturating_sub(b)));
        prop_assert_eq!(left.checked_mul(factor), Some(units(a * u128::from(factor))));
        prop_assert_eq!(left.as_u256(), U256::from(a));
    }

    #[test]
    fn sums_of_cents_are_exact(a in -1_000_000i64..1_000_000, b in -1_000_000i64..1_000_000) {
        let (left, right) = (Cents::new(a), Cents::new(b));
        prop_assert_eq!(left.as_i64(), a);
        prop_assert_eq!(left.checked_add(right), Some(Cents::new(a + b)));
        prop_assert_eq!(left.checked_sub(right), Some(Cents::new(a - b)));
        prop_assert_eq!(left.checked_neg(), Some(Cents::new(-a)));
    }
}
