//! Decimal numbers as people type them. What could mean two numbers is asked about, never guessed.

use super::separators;
use crate::text::{Lang, Texts};

/// Why a typed number cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// One group separator before the last three digits: thousands, or the decimal sign of
    /// another language.
    #[error("{typed} means {large} or {small}")]
    TwoWays {
        /// As it was typed.
        typed: String,
        /// As the thousands of this language, to type instead.
        large: String,
        /// As a number with decimals, to type instead.
        small: String,
    },
    /// Separators stand where this language has none.
    #[error("separators stand where none may")]
    Separators,
}

impl Unclear {
    /// What a person should type instead.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let t = Texts::of(lang).send;
        match self {
            Self::TwoWays {
                typed,
                large,
                small,
            } => t.amount_two_ways(typed, large, small),
            Self::Separators => t.amount_separators().to_owned(),
        }
    }
}

/// What people of this language type for a decimal number, as the API reads it: group separators
/// and spaces go, the decimal sign becomes a point, zeros at the end go. What is no number at all
/// stays as it is, for the API to refuse.
///
/// # Errors
///
/// [`Unclear`] for a number that can be read in more than one way, or in none.
pub fn parse_decimal(lang: Lang, text: &str) -> Result<String, Unclear> {
    let text = text.trim();
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',') || c.is_whitespace();
    if !text.chars().all(is_figure) {
        return Ok(text.to_owned());
    }
    let (group, point) = separators(lang);
    let is_group = |c: char| c == group || c.is_whitespace();
    let (whole, fraction) = match text.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    if fraction.is_some_and(|fraction| !is_digits(fraction)) {
        return Err(Unclear::Separators);
    }
    if is_digits(whole) {
        return Ok(plain(whole, fraction));
    }
    // `0.05` is what a person means who types a point and no comma.
    if let (Lang::De, None, Some((whole, fraction))) = (lang, fraction, text.split_once('.'))
        && is_digits(whole)
        && is_digits(fraction)
        && !(is_leading_group(whole) && fraction.len() == 3)
    {
        return Ok(plain(whole, Some(fraction)));
    }
    let groups: Vec<&str> = whole.split(is_group).collect();
    let (Some((first, rest)), false) = (groups.split_first(), mixes(whole, group)) else {
        return Err(Unclear::Separators);
    };
    let is_thousands = |it: &&str| is_digits(it) && it.len() == 3;
    if !is_leading_group(first) || !rest.iter().all(is_thousands) {
        return Err(Unclear::Separators);
    }
    let digits = groups.concat();
    match (rest, fraction) {
        ([last], None) if whole.contains(group) => Err(Unclear::TwoWays {
            typed: text.to_owned(),
            small: typed_decimal(lang, &plain(first, Some(last))),
            large: digits,
        }),
        _ => Ok(plain(&digits, fraction)),
    }
}

/// A decimal string as people of this language type it: `1234.5` or `1234,5`.
#[must_use]
pub fn typed_decimal(lang: Lang, text: &str) -> String {
    match lang {
        Lang::En => text.to_owned(),
        Lang::De => text.replace('.', ","),
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether groups of three may follow: `0` never begins thousands.
fn is_leading_group(text: &str) -> bool {
    is_digits(text) && (1..=3).contains(&text.len()) && !text.starts_with('0')
}

/// Whether spaces and the separator of the language stand beside each other.
fn mixes(whole: &str, group: char) -> bool {
    whole.contains(group) && whole.contains(char::is_whitespace)
}

fn plain(whole: &str, fraction: Option<&str>) -> String {
    match fraction {
        None => whole.to_owned(),
        Some("") => format!("{whole}."),
        Some(fraction) => match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_becomes_a_plain_decimal() {
        for (lang, typed, plain) in [
            (Lang::En, "1,234.5", "1234.5"),
            (Lang::En, "1,000.00", "1000"),
            (Lang::En, "1,000,000", "1000000"),
            (Lang::En, "1.500", "1.5"),
            (Lang::En, " 0.05 ", "0.05"),
            (Lang::En, "1 000", "1000"),
            (Lang::En, "abc", "abc"),
            (Lang::En, "", ""),
            (Lang::De, "1.234,5", "1234.5"),
            (Lang::De, "1.000,00", "1000"),
            (Lang::De, "1.000.000", "1000000"),
            (Lang::De, "1,500", "1.5"),
            (Lang::De, "0,05", "0.05"),
            (Lang::De, "0.05", "0.05"),
            (Lang::De, "0.050", "0.05"),
            (Lang::De, "1.5", "1.5"),
            (Lang::De, "1234.567", "1234.567"),
        ] {
            assert_eq!(parse_decimal(lang, typed).as_deref(), Ok(plain), "{typed}");
        }
    }

    #[test]
    fn what_could_mean_two_numbers_is_asked_about() {
        for (lang, typed, large, small) in [
            (Lang::En, "1,000", "1000", "1"),
            (Lang::En, "12,500", "12500", "12.5"),
            (Lang::De, "1.000", "1000", "1"),
            (Lang::De, "12.500", "12500", "12,5"),
        ] {
            let unclear = Unclear::TwoWays {
                typed: typed.to_owned(),
                large: large.to_owned(),
                small: small.to_owned(),
            };
            assert_eq!(parse_decimal(lang, typed), Err(unclear));
        }
        for (lang, typed) in [
            (Lang::En, "1,5"),
            (Lang::En, "10,50"),
            (Lang::En, "0.1,5"),
            (Lang::En, "0,050"),
            (Lang::En, "1,0000"),
            (Lang::En, "1.000,5"),
            (Lang::En, "1 5"),
            (Lang::De, "1,000.5"),
            (Lang::De, "1,5,0"),
            (Lang::De, "10.50,5"),
            (Lang::De, "1.00.000"),
        ] {
            let unclear = Err(Unclear::Separators);
            assert_eq!(parse_decimal(lang, typed), unclear, "{typed}");
        }
    }

    /// Every text of up to eight of these characters: what both languages take has one value.
    #[test]
    fn no_text_has_another_value_in_the_other_language() {
        let mut texts = vec![String::new()];
        let mut accepted = 0;
        for _ in 0..8 {
            let longer = |text: &String| ['0', '1', '.', ','].map(|c| format!("{text}{c}"));
            texts = texts.iter().flat_map(longer).collect();
            for text in &texts {
                let values = Lang::ALL.map(|lang| parse_decimal(lang, text));
                if let [Ok(en), Ok(de)] = &values {
                    assert_eq!(en, de, "{text}");
                    accepted += 1;
                }
                for (value, lang) in values.iter().flatten().zip(Lang::ALL) {
                    let digits = |text: &str| text.replace(['.', ','], "");
                    assert!(digits(text).starts_with(&digits(value)), "{lang:?} {text}");
                }
            }
        }
        assert!(accepted > 1000, "{accepted}");
    }
}
