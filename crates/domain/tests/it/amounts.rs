use alloy_primitives::U256;
use domain::money::{AmountError, BaseUnits, Cents, Decimals, TransferAmount, parse_decimal};
use proptest::prelude::*;

const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
const ABOVE_MAX: &str =
    "115792089237316195423570985008687907853269984665640564039457584007913129639936";

#[test]
fn decimal_texts_name_amounts_exactly() {
    for (text, decimals, base_units, canonical) in [
        ("0", 18, "0", "0"),
        ("0.0", 18, "0", "0"),
        ("1", 18, "1000000000000000000", "1"),
        ("0.05", 18, "50000000000000000", "0.05"),
        ("0.050", 18, "50000000000000000", "0.05"),
        ("0.000000000000000001", 18, "1", "0.000000000000000001"),
        ("10", 18, "10000000000000000000", "10"),
        ("1234567.89", 6, "1234567890000", "1234567.89"),
        ("7", 0, "7", "7"),
        ("70", 0, "70", "70"),
        (MAX, 0, MAX, MAX),
        (
            "115792089237316195423570985008687907853269984665640564039457.584007913129639935",
            18,
            MAX,
            "115792089237316195423570985008687907853269984665640564039457.584007913129639935",
        ),
        ("0", 255, "0", "0"),
    ] {
        let amount = parse_decimal(text, Decimals(decimals)).unwrap();
        assert_eq!(amount.to_string(), base_units, "{text}");
        assert_eq!(amount.to_decimal(Decimals(decimals)), canonical, "{text}");
    }
}

#[test]
fn other_texts_are_refused_for_a_reason() {
    use AmountError as E;
    let too_precise = E::TooManyDecimals {
        allowed: Decimals(6),
    };
    for (text, expected) in [
        ("", E::Empty),
        ("-1", E::NotDecimal),
        ("+1", E::NotDecimal),
        ("-0", E::NotDecimal),
        ("1e3", E::NotDecimal),
        ("1E3", E::NotDecimal),
        ("1e99999999", E::NotDecimal),
        ("0x10", E::NotDecimal),
        ("ff", E::NotDecimal),
        (" 1", E::NotDecimal),
        ("1 ", E::NotDecimal),
        ("1 000", E::NotDecimal),
        ("1\n", E::NotDecimal),
        ("1_000", E::NotDecimal),
        ("1,5", E::NotDecimal),
        ("1'000", E::NotDecimal),
        (".", E::NotDecimal),
        (".5", E::NotDecimal),
        ("5.", E::NotDecimal),
        ("1.2.3", E::NotDecimal),
        ("1..2", E::NotDecimal),
        ("NaN", E::NotDecimal),
        ("inf", E::NotDecimal),
        ("١٢", E::NotDecimal),
        ("１", E::NotDecimal),
        ("1\u{0}", E::NotDecimal),
        ("00", E::LeadingZero),
        ("00.1", E::LeadingZero),
        ("007", E::LeadingZero),
        ("0.0000001", too_precise),
        ("1.0000000", too_precise),
        (MAX, E::TooLarge),
        (ABOVE_MAX, E::TooLarge),
    ] {
        assert_eq!(parse_decimal(text, Decimals(6)), Err(expected), "{text:?}");
    }
    assert_eq!(parse_decimal(ABOVE_MAX, Decimals(0)), Err(E::TooLarge));
    assert_eq!(
        parse_decimal(&"9".repeat(60_000), Decimals(0)),
        Err(E::TooLarge)
    );
    assert_eq!(parse_decimal("1", Decimals(255)), Err(E::TooLarge));
}

#[test]
fn each_amount_error_has_its_own_code() {
    use AmountError as E;
    let allowed = Decimals(6);
    let errors = [
        E::Empty,
        E::NotDecimal,
        E::LeadingZero,
        E::TooManyDecimals { allowed },
        E::TooLarge,
        E::Zero,
    ];
    let codes: std::collections::BTreeSet<_> = errors.iter().map(|error| error.code()).collect();
    assert_eq!(codes.len(), errors.len());
}

#[test]
fn zero_is_no_transfer() {
    for text in ["0", "0.0", "0.000000"] {
        assert_eq!(
            TransferAmount::parse(text, Decimals(6)),
            Err(AmountError::Zero)
        );
    }
    let one = TransferAmount::parse("0.000001", Decimals(6)).unwrap();
    assert_eq!(one.base_units(), BaseUnits::from_u128(1));
}

#[test]
fn base_units_never_wrap() {
    let one = BaseUnits::from_u128(1);
    assert_eq!(BaseUnits::MAX.checked_add(one), None);
    assert_eq!(BaseUnits::MAX.saturating_add(one), BaseUnits::MAX);
    assert_eq!(BaseUnits::ZERO.checked_sub(one), None);
    assert_eq!(BaseUnits::ZERO.saturating_sub(one), BaseUnits::ZERO);
    assert_eq!(BaseUnits::MAX.checked_mul(2), None);
    assert_eq!(one.checked_mul(2), Some(BaseUnits::from_u128(2)));
    assert_eq!(BaseUnits::parse_integer(MAX), Ok(BaseUnits::MAX));
    assert_eq!(
        BaseUnits::parse_integer(ABOVE_MAX),
        Err(AmountError::TooLarge)
    );
    assert_eq!(BaseUnits::parse_integer(""), Err(AmountError::Empty));
    for text in ["-1", "+1", "1.0", " 1", "1e3", "0x1"] {
        assert_eq!(
            BaseUnits::parse_integer(text),
            Err(AmountError::NotDecimal),
            "{text}"
        );
    }
}

#[test]
fn cents_print_two_decimals() {
    for (cents, text) in [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (123_456, "1234.56"),
        (-100, "-1.00"),
        (i64::MIN, "-92233720368547758.08"),
    ] {
        assert_eq!(Cents::new(cents).to_string(), text);
    }
    assert_eq!(Cents::new(i64::MAX).checked_add(Cents::new(1)), None);
    assert_eq!(Cents::new(i64::MIN).checked_sub(Cents::new(1)), None);
    assert_eq!(Cents::new(i64::MIN).checked_neg(), None);
    assert_eq!(
        Cents::new(2).checked_add(Cents::new(-3)),
        Some(Cents::new(-1))
    );
}

prop_compose! {
    fn any_amount()(bytes in any::<[u8; 32]>(), shift in 0usize..256) -> BaseUnits {
        BaseUnits::from_u256(U256::from_be_bytes(bytes) >> shift)
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(amount in any_amount(), decimals in any::<u8>()) {
        let decimals = Decimals(decimals);
        let text = amount.to_decimal(decimals);
        prop_assert_eq!(parse_decimal(&text, decimals), Ok(amount));
        prop_assert!(!text.contains('.') || !text.ends_with(['0', '.']), "canonical: {}", text);
        prop_assert_eq!(BaseUnits::parse_integer(&amount.to_string()), Ok(amount));
        prop_assert_eq!(BaseUnits::from_be_bytes(amount.to_be_bytes()), amount);
    }

    #[test]
    fn only_plain_decimals_are_read(text in "[0-9.,+eExX _a-f-]{0,12}", decimals in 0u8..20) {
        if let Ok(amount) = parse_decimal(&text, Decimals(decimals)) {
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
            // Reading and printing loses nothing but trailing zeros.
            let printed = amount.to_decimal(Decimals(decimals));
            prop_assert!(text.starts_with(&printed), "{} {}", text, printed);
            prop_assert!(text[printed.len()..].bytes().all(|byte| byte == b'0' || byte == b'.'));
        }
    }

    #[test]
    fn one_foreign_character_spoils_an_amount(
        amount in any_amount(),
        at in any::<prop::sample::Index>(),
        foreign in any::<char>().prop_filter("foreign", |c| !c.is_ascii_digit() && *c != '.'),
    ) {
        let mut text = amount.to_decimal(Decimals(18));
        text.insert(at.index(text.len() + 1), foreign);
        prop_assert_eq!(parse_decimal(&text, Decimals(18)), Err(AmountError::NotDecimal));
    }
}
