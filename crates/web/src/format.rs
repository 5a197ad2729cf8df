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

/// `24 Nov` or `24.11.`, where there is little room.
#[must_use]
pub fn short_date(lang: Lang, date: Date) -> String {
    match lang {
        Lang::En => {
            let month: String = month(lang, date.month()).chars().take(3).collect();
            format!("{} {month}", date.day())
        }
        Lang::De => format!("{}.{}.", date.day(), u8::from(date.month())),
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

/// A day as people name it.
enum Day {
    Today,
    Yesterday,
    Earlier,
}

impl Day {
    fn of(moment: OffsetDateTime, now: OffsetDateTime) -> Self {
        if moment.date() == now.date() {
            Self::Today
        } else if Some(moment.date()) == now.date().previous_day() {
            Self::Yesterday
        } else {
            Self::Earlier
        }
    }
}

/// Date and time by themselves, today and yesterday by their names: `Today, 14:05`.
#[must_use]
pub fn when(lang: Lang, moment: OffsetDateTime, now: OffsetDateTime) -> String {
    let t = Texts::of(lang).shell;
    let (moment, now) = (local(moment), local(now));
    let day = match Day::of(moment, now) {
        Day::Today => t.today().to_owned(),
        Day::Yesterday => t.yesterday().to_owned(),
        Day::Earlier => date(lang, moment),
    };
    format!("{day}, {}", hour(lang, moment))
}

/// How old a figure is: `as of 14:02`, with the day where it is not today's. `at` is a moment of the
/// API's.
#[must_use]
pub fn as_of(lang: Lang, at: &str, now: OffsetDateTime) -> Option<String> {
    let t = Texts::of(lang).shell;
    let (moment, now) = (moment(at)?, local(now));
    Some(match Day::of(moment, now) {
        Day::Today => t.as_of(clock(moment)),
        Day::Yesterday => t.as_of_yesterday(hour(lang, moment)),
        Day::Earlier => t.as_of(format!("{}, {}", date(lang, moment), hour(lang, moment))),
    })
}

fn hour(lang: Lang, moment: OffsetDateTime) -> String {
    match lang {
        Lang::En => clock(moment),
        Lang::De => format!("{} Uhr", clock(moment)),
    }
}

/// The first of somebody's names.
#[must_use]
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// Date and time inside a sentence: `today at 14:05`, `on 24 November 2026 at 14:05`.
#[must_use]
pub fn spoken(lang: Lang, moment: OffsetDateTime, now: OffsetDateTime) -> String {
    let t = Texts::of(lang).shell;
    let (moment, now) = (local(moment), local(now));
    let clock = clock(moment);
    match Day::of(moment, now) {
        Day::Today => t.today_at(clock),
        Day::Yesterday => t.yesterday_at(clock),
        Day::Earlier => t.on_day_at(date(lang, moment), clock),
    }
}

/// Date and time to the second, as records have them: `24 November 2026, 14:05:09`.
#[must_use]
pub fn exact(lang: Lang, moment: OffsetDateTime) -> String {
    let moment = local(moment);
    let (day, clock, second) = (date(lang, moment), clock(moment), moment.second());
    format!("{day}, {clock}:{second:02}")
}

/// As [`when`], to the second; today goes without saying.
#[must_use]
pub fn when_exactly(lang: Lang, moment: OffsetDateTime, now: OffsetDateTime) -> String {
    let t = Texts::of(lang).shell;
    let (moment, now) = (local(moment), local(now));
    let clock = format!("{}:{:02}", clock(moment), moment.second());
    match Day::of(moment, now) {
        Day::Today => clock,
        Day::Yesterday => format!("{}, {clock}", t.yesterday()),
        Day::Earlier => format!("{}, {clock}", date(lang, moment)),
    }
}

/// When a day begins where the bank is.
#[must_use]
pub fn day_begins(day: Date) -> OffsetDateTime {
    let utc = day.midnight().assume_utc();
    let offset = local(utc - time::Duration::hours(2)).offset();
    utc.replace_offset(offset)
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
    let digits = format!("{base_units:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
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
        assert_eq!(spoken(Lang::En, now, now), "today at 14:05");
        assert_eq!(spoken(Lang::De, before, now), "gestern um 14:05 Uhr");
        let before = moment("2026-11-22T13:05:09Z").unwrap();
        let said = "am 22. November 2026 um 14:05 Uhr";
        assert_eq!(spoken(Lang::De, before, now), said);
        assert_eq!(exact(Lang::En, before), "22 November 2026, 14:05:09");
    }

    #[test]
    fn the_age_of_a_figure() {
        let now = moment("2026-11-24T13:05:00Z").unwrap();
        for (at, en, de) in [
            (
                "2026-11-24T13:02:00Z",
                "as of\u{a0}14:02",
                "Stand\u{a0}14:02",
            ),
            (
                "2026-11-23T13:02:00Z",
                "as of yesterday, 14:02",
                "Stand gestern, 14:02 Uhr",
            ),
            (
                "2026-10-30T13:02:00Z",
                "as of\u{a0}30 October 2026, 14:02",
                "Stand\u{a0}30. Oktober 2026, 14:02 Uhr",
            ),
        ] {
            assert_eq!(as_of(Lang::En, at, now).as_deref(), Some(en));
            assert_eq!(as_of(Lang::De, at, now).as_deref(), Some(de));
        }
        assert_eq!(as_of(Lang::En, "soon", now), None);
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
    fn days_begin_at_midnight_here() {
        for (day, begins) in [
            (time::macros::date!(2026 - 11 - 24), "2026-11-23T23:00:00Z"),
            (time::macros::date!(2026 - 07 - 01), "2026-06-30T22:00:00Z"),
            (time::macros::date!(2026 - 03 - 29), "2026-03-28T23:00:00Z"),
            (time::macros::date!(2026 - 03 - 30), "2026-03-29T22:00:00Z"),
            (time::macros::date!(2026 - 10 - 25), "2026-10-24T22:00:00Z"),
        ] {
            assert_eq!(day_begins(day), moment(begins).unwrap(), "{day}");
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
