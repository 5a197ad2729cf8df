use domain::money::{BaseUnits, Cents, Decimals, Quote, euro_value, parse_decimal};
use proptest::prelude::*;

fn quote(text: &str) -> Quote {
    Quote::parse(text).unwrap()
}

fn value(amount: &str, decimals: u8, usd: &str, rate: &str) -> Option<Cents> {
    let decimals = Decimals(decimals);
    euro_value(
        parse_decimal(amount, decimals).unwrap(),
        decimals,
        quote(usd),
        quote(rate),
    )
}

#[test]
fn values_are_exact_to_the_cent() {
    for (amount, decimals, usd, rate, cents) in [
        ("1", 18, "3020.82", "1.0812", 279_395),
        ("0.001", 18, "3020.82", "1.0812", 279),
        ("100", 6, "1", "1", 10_000),
        ("0", 18, "3020.82", "1.0812", 0),
        ("1", 18, "0", "1.0812", 0),
        ("1000000", 18, "1.5e-7", "1", 15),
        ("1", 18, "1.5E3", "1", 150_000),
    ] {
        assert_eq!(
            value(amount, decimals, usd, rate),
            Some(Cents::new(cents)),
            "{amount} {usd}"
        );
    }
}

#[test]
fn halves_go_to_the_even_cent() {
    for (amount, cents) in [
        ("0.004", 0),
        ("0.005", 0),
        ("0.006", 1),
        ("0.015", 2),
        ("0.025", 2),
        ("0.0250001", 3),
    ] {
        assert_eq!(
            value(amount, 18, "1", "1"),
            Some(Cents::new(cents)),
            "{amount}"
        );
    }
}

#[test]
fn a_value_that_cannot_be_told_is_absent() {
    assert_eq!(value("1", 18, "3020.82", "0"), None);
    assert_eq!(
        euro_value(BaseUnits::MAX, Decimals(0), quote("1"), quote("1")),
        None
    );
    assert_eq!(
        euro_value(BaseUnits::MAX, Decimals(255), quote("1"), quote("1")),
        None
    );
    let huge = quote(&"9".repeat(38));
    assert_eq!(
        euro_value(BaseUnits::MAX, Decimals(18), huge, quote("0.1")),
        None
    );
}

#[test]
fn quotes_are_plain_numbers() {
    for text in [
        "", "-1", "+1", " 1", "1 ", "1.", ".5", "1.2.3", "1e", "e5", "0x1", "NaN", "1_0", "١",
    ] {
        assert!(Quote::parse(text).is_err(), "{text:?}");
    }
    for text in [
        "1e99999999999",
        "1e-31",
        "1e40",
        "1e-2147483648",
        &"9".repeat(40),
    ] {
        assert!(Quote::parse(text).is_err(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn more_is_never_worth_less(a in any::<u64>(), b in any::<u64>()) {
        let value = |n: u64| {
            let amount = BaseUnits::from_u128(n.into());
            euro_value(amount, Decimals(9), quote("3020.82"), quote("1.0812")).unwrap()
        };
        prop_assert!(value(a.min(b)) <= value(a.max(b)));
    }
}
