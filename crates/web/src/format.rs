//! Figures and addresses (moments: `format/moments.rs`) as people of each language read them. Figures stay decimal
//! strings: nothing is rounded.

mod moments;
mod typed;

pub use self::moments::{
    as_of, clock, date, day_begins, exact, local, long_date, moment, short_date, spoken, when,
    when_exactly,
};
pub use self::typed::{Unclear, parse_decimal, typed_decimal};
use crate::text::{Lang, Texts};

/// A minus sign, as figures are set.
const MINUS: &str = "\u{2212}";

/// A decimal string with the language's separators: `1234.5` is `1,234.5` or `1.234,5`.
#[must_use]
pub fn decimal(lang: Lang, text: &str) -> String {
    let (group, point) = separators(lang);
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text), |digits| (MINUS, digits));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

/// Whether one plain decimal, not negative, is more than another.
#[must_use]
pub fn is_more(one: &str, other: &str) -> bool {
    fn parts(text: &str) -> (&str, &str) {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        (
            whole.trim_start_matches('0'),
            fraction.trim_end_matches('0'),
        )
    }
    let ((one, one_fraction), (other, other_fraction)) = (parts(one), parts(other));
    (one.len(), one, one_fraction) > (other.len(), other, other_fraction)
}

/// The sum of two plain decimals, neither negative.
#[must_use]
pub fn sum(one: &str, other: &str) -> String {
    fn parts(text: &str) -> (&str, &str) {
        text.split_once('.').unwrap_or((text, ""))
    }
    let ((one, one_fraction), (other, other_fraction)) = (parts(one), parts(other));
    let places = one_fraction.len().max(other_fraction.len());
    // One more, for what is carried.
    let width = one.len().max(other.len()) + 1;
    let digits = |whole, fraction| -> Vec<u32> {
        let text = format!("{whole:0>width$}{fraction:0<places$}");
        text.chars().filter_map(|c| c.to_digit(10)).collect()
    };
    let (one, other) = (digits(one, one_fraction), digits(other, other_fraction));
    let mut carried = 0;
    let mut sum: Vec<char> = Vec::new();
    for (one, other) in one.into_iter().zip(other).rev() {
        let digit = one + other + carried;
        carried = digit / 10;
        sum.extend(char::from_digit(digit % 10, 10));
    }
    point_set(&sum.iter().rev().collect::<String>(), places)
}

/// About what something is worth: `About €12.50`, and that its price is made up where it is.
#[must_use]
pub fn about(lang: Lang, eur: &str, is_demo: bool) -> String {
    let t = Texts::of(lang).shell;
    let eur = self::eur(lang, eur);
    if is_demo {
        t.about_demo(eur)
    } else {
        t.about(eur)
    }
}

const fn separators(lang: Lang) -> (char, char) {
    match lang {
        Lang::En => (',', '.'),
        Lang::De => ('.', ','),
    }
}

/// Euro: `€1,234.56` or `1.234,56 €`.
#[must_use]
pub fn eur(lang: Lang, text: &str) -> String {
    let figure = decimal(lang, text);
    match lang {
        Lang::En => match figure.strip_prefix(MINUS) {
            Some(figure) => format!("{MINUS}€{figure}"),
            None => format!("€{figure}"),
        },
        Lang::De => format!("{figure}\u{a0}€"),
    }
}

/// An amount with its symbol: `0.05 ETH`.
#[must_use]
pub fn amount(lang: Lang, text: &str, symbol: &str) -> String {
    format!("{}\u{a0}{symbol}", decimal(lang, text))
}

/// Euro as the big figures show it, cents quieter. Markup; the text must be a decimal string.
#[must_use]
pub fn eur_html(lang: Lang, text: &str) -> String {
    let (_, point) = separators(lang);
    let figure = escape(&decimal(lang, text));
    let (whole, cents) = figure.rsplit_once(point).unwrap_or((&figure, "00"));
    match lang {
        Lang::En => {
            let (sign, whole) = whole
                .strip_prefix(MINUS)
                .map_or(("", whole), |whole| (MINUS, whole));
            format!("{sign}€{whole}<span class=\"minor\">.{cents}</span>")
        }
        Lang::De => format!("{whole}<span class=\"minor\">,{cents}\u{a0}€</span>"),
    }
}

/// An amount with its unit quieter. Markup.
#[must_use]
pub fn amount_html(lang: Lang, text: &str, symbol: &str) -> String {
    format!(
        "{}<span class=\"unit\">\u{a0}{}</span>",
        escape(&decimal(lang, text)),
        escape(symbol)
    )
}

/// `0x57A7…225b`.
#[must_use]
pub fn short_address(address: &str) -> String {
    let characters: Vec<char> = address.chars().collect();
    match (characters.get(..6), characters.len().checked_sub(4)) {
        (Some(head), Some(tail)) if characters.len() > 12 => {
            let head: String = head.iter().collect();
            let tail: String = characters.iter().skip(tail).collect();
            format!("{head}…{tail}")
        }
        _ => address.to_owned(),
    }
}

/// The whole address in groups of four, first and last bold, without spaces in the text. Markup.
#[must_use]
pub fn address_html(address: &str) -> String {
    let characters: Vec<char> = address.chars().collect();
    let (prefix, rest) = match address.strip_prefix("0x") {
        Some(_) => characters.split_at(2.min(characters.len())),
        None => characters.split_at(0),
    };
    let prefix: String = prefix.iter().collect();
    let groups: Vec<String> = rest.chunks(4).map(|group| group.iter().collect()).collect();
    let last = groups.len().saturating_sub(1);
    let mut out = String::new();
    for (index, group) in groups.iter().enumerate() {
        let group = escape(group);
        if index == 0 {
            out.push_str(&format!("<b>{}{group}</b>", escape(&prefix)));
        } else if index == last {
            out.push_str(&format!("<b>{group}</b>"));
        } else {
            out.push_str(&format!("<span>{group}</span>"));
        }
    }
    out
}

/// `DE28 9990 … 5678`.
#[must_use]
pub fn short_iban(iban: &str) -> String {
    let characters: Vec<char> = iban.chars().collect();
    let part = |from: usize, to: usize| -> String {
        characters
            .iter()
            .skip(from)
            .take(to.saturating_sub(from))
            .collect()
    };
    if characters.len() <= 12 {
        return iban.to_owned();
    }
    let end = characters.len();
    format!("{} {} … {}", part(0, 4), part(4, 8), part(end - 4, end))
}

/// The whole IBAN in groups of four.
#[must_use]
pub fn iban(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = characters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// Text inside markup.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The first of somebody's names.
#[must_use]
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// An id by its ends: `tr_01a2…4fb4`.
#[must_use]
pub fn short_id(id: &str) -> String {
    let characters: Vec<char> = id.chars().collect();
    let head = characters
        .iter()
        .position(|c| *c == '_')
        .map_or(4, |at| at + 5);
    match (characters.get(..head), characters.len().checked_sub(4)) {
        (Some(first), Some(tail)) if characters.len() > 16 => {
            let first: String = first.iter().collect();
            let last: String = characters.iter().skip(tail).collect();
            format!("{first}…{last}")
        }
        _ => id.to_owned(),
    }
}

/// A number of the smallest units as a decimal number of whole ones; as it is where it is no
/// number.
#[must_use]
pub fn units(base_units: &str, decimals: u8) -> String {
    let places = usize::from(decimals);
    if base_units.is_empty() || !base_units.bytes().all(|byte| byte.is_ascii_digit()) {
        return base_units.to_owned();
    }
    point_set(
        &format!("{base_units:0>width$}", width = places + 1),
        places,
    )
}

/// Digits as a decimal number of so many places, which are fewer than the digits.
fn point_set(digits: &str, places: usize) -> String {
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_by_language() {
        for (text, en, de) in [
            ("0", "€0", "0\u{a0}€"),
            ("1234.56", "€1,234.56", "1.234,56\u{a0}€"),
            ("-1234567.80", "−€1,234,567.80", "−1.234.567,80\u{a0}€"),
            ("999.00", "€999.00", "999,00\u{a0}€"),
        ] {
            assert_eq!(eur(Lang::En, text), en);
            assert_eq!(eur(Lang::De, text), de);
        }
        let long =
            "115792089237316195423570985008687907853269984665640564039457.584007913129639935";
        assert!(amount(Lang::En, long, "ETH").ends_with("457.584007913129639935\u{a0}ETH"));
        assert_eq!(
            eur_html(Lang::De, "1234.56"),
            "1.234<span class=\"minor\">,56\u{a0}€</span>"
        );
    }

    #[test]
    fn addresses_short_and_whole() {
        let address = "0x57A774B83260f4302F8952Bee6eC10f39D76225b";
        assert_eq!(short_address(address), "0x57A7…225b");
        let html = address_html(address);
        assert!(html.starts_with("<b>0x57A7</b><span>74B8</span>"), "{html}");
        assert!(html.ends_with("<b>225b</b>"), "{html}");
        assert_eq!(address_html("<i>").matches('<').count(), 2);
        assert_eq!(short_iban("DE28999000000012345678"), "DE28 9990 … 5678");
        assert_eq!(
            iban("DE28999000000012345678"),
            "DE28 9990 0000 0012 3456 78"
        );
    }

    #[test]
    fn decimals_are_compared_by_value() {
        for (more, less) in [
            ("0.1", "0.05"),
            ("10", "9.99"),
            ("1000", "1"),
            ("0.050000000000000001", "0.05"),
            ("1", "0"),
        ] {
            assert!(is_more(more, less), "{more} {less}");
            assert!(!is_more(less, more), "{less} {more}");
        }
        for (one, same) in [("0.050", "0.05"), ("1.0", "1"), ("01", "1"), ("0", "")] {
            assert!(!is_more(one, same) && !is_more(same, one), "{one} {same}");
        }
    }

    #[test]
    fn sums_are_exact_at_any_length() {
        for (one, other, sum) in [
            ("0", "0.06", "0.06"),
            ("0.06", "0.04", "0.1"),
            ("9.99", "0.01", "10"),
            ("1", "0.000000000000000001", "1.000000000000000001"),
            (
                "99999999999999999999999999999999999999999",
                "1",
                "100000000000000000000000000000000000000000",
            ),
            ("0", "0", "0"),
        ] {
            assert_eq!(super::sum(one, other), sum);
            assert_eq!(super::sum(other, one), sum);
        }
    }

    #[test]
    fn ids_by_their_ends() {
        let id = "tr_01a20d32773d70008cfaa5592b2b4fb4";
        assert_eq!(short_id(id), "tr_01a2…4fb4");
        assert_eq!(short_id("customers"), "customers");
    }

    #[test]
    fn base_units_become_whole_ones() {
        for (base, decimals, whole) in [
            ("20000000000000000", 18, "0.02"),
            ("1500000", 6, "1.5"),
            ("1000000", 6, "1"),
            ("0", 18, "0"),
            ("12", 0, "12"),
            ("-1", 6, "-1"),
        ] {
            assert_eq!(units(base, decimals), whole);
        }
    }
}
