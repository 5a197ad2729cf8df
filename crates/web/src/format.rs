//! Figures, times and addresses as people of each language read them. Figures stay decimal
//! strings: nothing is computed and nothing is rounded.

use time::{
    Date, Month, OffsetDateTime, UtcOffset, Weekday, format_description::well_known::Rfc3339,
};

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

/// What people of this language type for a decimal number, as the API reads it: group separators
/// and spaces go, the decimal sign becomes a point. Anything else stays, for the API to refuse.
#[must_use]
pub fn parse_decimal(lang: Lang, text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match lang {
        Lang::En => text.replace(',', ""),
        // `0.05` is what a person means who types a point and no comma.
        Lang::De if text.contains(',') => text.replace('.', "").replace(',', "."),
        Lang::De => text,
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
        "{}<span class=\"unit\"> {}</span>",
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

/// A moment of the API's (RFC 3339), in the bank's own time zone.
#[must_use]
pub fn moment(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(local)
}

/// In the bank's time zone: Central European, with summer time by the Union's rule (Directive
/// 2000/84/EC): from the last Sunday of March to that of October, both at 01:00 UTC.
#[must_use]
pub fn local(moment: OffsetDateTime) -> OffsetDateTime {
    let utc = moment.to_offset(UtcOffset::UTC);
    let change = |month| {
        let last = Date::from_calendar_date(utc.year(), month, 31).ok()?;
        let back = i64::from(last.weekday().number_days_from_sunday());
        let sunday = last.checked_sub(time::Duration::days(back))?;
        Some(sunday.with_hms(1, 0, 0).ok()?.assume_utc())
    };
    let is_summer = change(Month::March)
        .zip(change(Month::October))
        .is_some_and(|(begin, end)| begin <= utc && utc < end);
    let hours = if is_summer { 2 } else { 1 };
    UtcOffset::from_hms(hours, 0, 0).map_or(utc, |offset| utc.to_offset(offset))
}

/// `14:05`.
#[must_use]
pub fn clock(moment: OffsetDateTime) -> String {
    format!("{:02}:{:02}", moment.hour(), moment.minute())
}

/// `24 November 2026` or `24. November 2026`.
#[must_use]
pub fn date(lang: Lang, moment: OffsetDateTime) -> String {
    let month = month(lang, moment.month());
    let (day, year) = (moment.day(), moment.year());
    match lang {
        Lang::En => format!("{day} {month} {year}"),
        Lang::De => format!("{day}. {month} {year}"),
    }
}

/// With the day of the week in front.
#[must_use]
pub fn long_date(lang: Lang, moment: OffsetDateTime) -> String {
    format!(
        "{}, {}",
        weekday(lang, moment.weekday()),
        date(lang, moment)
    )
}

/// Date and time, today and yesterday by their names: `Today, 14:05`.
#[must_use]
pub fn when(lang: Lang, moment: OffsetDateTime, now: OffsetDateTime) -> String {
    let t = Texts::of(lang).shell;
    let (moment, now) = (local(moment), local(now));
    let day = if moment.date() == now.date() {
        t.today().to_owned()
    } else if Some(moment.date()) == now.date().previous_day() {
        t.yesterday().to_owned()
    } else {
        date(lang, moment)
    };
    match lang {
        Lang::En => format!("{day}, {}", clock(moment)),
        Lang::De => format!("{day}, {} Uhr", clock(moment)),
    }
}

const fn month(lang: Lang, month: Month) -> &'static str {
    match (lang, month) {
        (Lang::En, Month::January) => "January",
        (Lang::De, Month::January) => "Januar",
        (Lang::En, Month::February) => "February",
        (Lang::De, Month::February) => "Februar",
        (Lang::En, Month::March) => "March",
        (Lang::De, Month::March) => "März",
        (_, Month::April) => "April",
        (Lang::En, Month::May) => "May",
        (Lang::De, Month::May) => "Mai",
        (Lang::En, Month::June) => "June",
        (Lang::De, Month::June) => "Juni",
        (Lang::En, Month::July) => "July",
        (Lang::De, Month::July) => "Juli",
        (_, Month::August) => "August",
        (_, Month::September) => "September",
        (Lang::En, Month::October) => "October",
        (Lang::De, Month::October) => "Oktober",
        (_, Month::November) => "November",
        (Lang::En, Month::December) => "December",
        (Lang::De, Month::December) => "Dezember",
    }
}

const fn weekday(lang: Lang, day: Weekday) -> &'static str {
    match (lang, day) {
        (Lang::En, Weekday::Monday) => "Monday",
        (Lang::De, Weekday::Monday) => "Montag",
        (Lang::En, Weekday::Tuesday) => "Tuesday",
        (Lang::De, Weekday::Tuesday) => "Dienstag",
        (Lang::En, Weekday::Wednesday) => "Wednesday",
        (Lang::De, Weekday::Wednesday) => "Mittwoch",
        (Lang::En, Weekday::Thursday) => "Thursday",
        (Lang::De, Weekday::Thursday) => "Donnerstag",
        (Lang::En, Weekday::Friday) => "Friday",
        (Lang::De, Weekday::Friday) => "Freitag",
        (Lang::En, Weekday::Saturday) => "Saturday",
        (Lang::De, Weekday::Saturday) => "Samstag",
        (Lang::En, Weekday::Sunday) => "Sunday",
        (Lang::De, Weekday::Sunday) => "Sonntag",
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
    fn what_people_type_becomes_a_plain_decimal() {
        for (lang, typed, plain) in [
            (Lang::En, "1,234.5", "1234.5"),
            (Lang::De, "1.234,5", "1234.5"),
            (Lang::De, "0,05", "0.05"),
            (Lang::De, "0.05", "0.05"),
            (Lang::En, " 0.05 ", "0.05"),
            (Lang::En, "abc", "abc"),
        ] {
            assert_eq!(parse_decimal(lang, typed), plain, "{typed}");
        }
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
    fn summer_time_begins_and_ends_by_the_rule() {
        for (utc, clock_there) in [
            ("2026-03-29T00:59:00Z", "01:59"),
            ("2026-03-29T01:00:00Z", "03:00"),
            ("2026-10-25T00:59:00Z", "02:59"),
            ("2026-10-25T01:00:00Z", "02:00"),
            ("2026-11-24T13:05:00Z", "14:05"),
        ] {
            assert_eq!(clock(moment(utc).unwrap()), clock_there, "{utc}");
        }
    }

    #[test]
    fn dates_by_language() {
        let now = moment("2026-11-24T13:05:00Z").unwrap();
        assert_eq!(long_date(Lang::En, now), "Tuesday, 24 November 2026");
        assert_eq!(long_date(Lang::De, now), "Dienstag, 24. November 2026");
        assert_eq!(when(Lang::En, now, now), "Today, 14:05");
        let before = moment("2026-11-23T23:30:00Z").unwrap();
        assert_eq!(when(Lang::De, before, now), "Heute, 00:30 Uhr");
        let before = moment("2026-11-23T13:05:00Z").unwrap();
        assert_eq!(when(Lang::En, before, now), "Yesterday, 14:05");
    }
}
