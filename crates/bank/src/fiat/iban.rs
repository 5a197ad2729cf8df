//! IBANs of the embedded ledger: German in form, with true check digits (ISO 13616), of a bank
//! code that no bank has.

use uuid::Uuid;

/// No German bank code begins with 9, so none of these numbers is anybody's account.
const BANK_CODE: &str = "90012345";

/// Number of account numbers of ten digits.
const ACCOUNT_NUMBERS: u128 = 10_000_000_000;

/// The IBAN that belongs to a random id.
pub(crate) fn from_uuid(id: Uuid) -> String {
    let account = id.as_u128() % ACCOUNT_NUMBERS;
    let basic = format!("{BANK_CODE}{account:010}");
    // The letters D and E stand for 13 and 14; the check digits count as zero while computing.
    let remainder = remainder_97(&format!("{basic}131400"));
    let check = 98 - remainder;
    format!("DE{check:02}{basic}")
}

/// Remainder of a number of any length by 97, as ISO 7064 asks.
fn remainder_97(digits: &str) -> u32 {
    digits
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |remainder, digit| {
            (remainder * 10 + u32::from(digit - b'0')) % 97
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rule a receiver of an IBAN applies.
    fn is_valid(iban: &str) -> bool {
        let (head, tail) = iban.split_at(4);
        let digits: String = tail
            .chars()
            .chain(head.chars())
            .map(|c| c.to_digit(36).unwrap().to_string())
            .collect();
        remainder_97(&digits) == 1
    }

    #[test]
    fn the_rule_accepts_a_published_example() {
        assert!(is_valid("DE89370400440532013000"));
        assert!(!is_valid("DE88370400440532013000"));
    }

    proptest! {
        #[test]
        fn made_numbers_are_valid_and_have_the_german_length(id in any::<u128>()) {
            let iban = from_uuid(Uuid::from_u128(id));
            prop_assert_eq!(iban.len(), 22, "{}", iban);
            prop_assert!(is_valid(&iban), "{}", iban);
        }
    }
}
