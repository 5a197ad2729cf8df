//! Sentences of the vendor without its name and ids.

use std::fmt::Write;

/// How the vendor calls itself.
const VENDOR: &str = "dfns";

/// The text with "custody" in the place of the vendor's name and `(id)` in the place of its ids
/// (`wa-5pfuu-9euek-h0odgb6snva8ph3k`; custody protocol notes, section 1).
pub(crate) fn neutral(text: &str) -> String {
    let mut neutral = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let word_end = rest.find(|char| !is_of_word(char)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(word_end);
        neutral.push_str(&neutral_word(word));
        let gap_end = behind.find(is_of_word).unwrap_or(behind.len());
        let (gap, behind) = behind.split_at(gap_end);
        neutral.push_str(gap);
        rest = behind;
    }
    neutral
}

fn is_of_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '-'
}

fn neutral_word(word: &str) -> String {
    if is_id(word) {
        return "(id)".to_owned();
    }
    let mut neutral = String::with_capacity(word.len());
    let lower = word.to_ascii_lowercase();
    let mut from = 0;
    for (at, _) in lower.match_indices(VENDOR) {
        let before = word.get(from..at).unwrap_or_default();
        let _ = write!(neutral, "{before}custody");
        from = at + VENDOR.len();
    }
    neutral + word.get(from..).unwrap_or_default()
}

/// A prefix of letters, two groups of five and a longer one.
fn is_id(word: &str) -> bool {
    let mut groups = word.split('-');
    let (Some(prefix), Some(first), Some(second), Some(last), None) = (
        groups.next(),
        groups.next(),
        groups.next(),
        groups.next(),
        groups.next(),
    ) else {
        return false;
    };
    !prefix.is_empty() && first.len() == 5 && second.len() == 5 && (10..=20).contains(&last.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_ids_are_taken_out_and_the_rest_stays() {
        for (text, expected) in [
            ("", ""),
            (
                "Insufficient balance: 5 of 7 wei, 0x1c7D",
                "Insufficient balance: 5 of 7 wei, 0x1c7D",
            ),
            ("Dfns says DFNS", "custody says custody"),
            ("https://api.dfns.io/x", "https://api.custody.io/x"),
            ("wallet wa-5pfuu-9euek-h0odgb6snva8ph3k.", "wallet (id)."),
            (
                "(xfr-20g4k-nsdpo-mg6arrifgvid4orn,or-195qp-opddr-abcdefghijklmn)",
                "((id),(id))",
            ),
            (
                "CustomerEmployee us-6b58p-r53sr-rlrd3l5cj3uc4ome",
                "CustomerEmployee (id)",
            ),
            (
                "too-short and max-fee-per-gas stay",
                "too-short and max-fee-per-gas stay",
            ),
            ("é – ü", "é – ü"),
        ] {
            assert_eq!(neutral(text), expected);
        }
    }
}
