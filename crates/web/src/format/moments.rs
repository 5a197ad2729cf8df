//! Days and times of day as people of each language read them, on the clock of the bank's customers.

use time::{
    Date, Month, OffsetDateTime, UtcOffset, Weekday, format_description::well_known::Rfc3339,
};

use crate::text::{Lang, Texts};

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

/// Date and time to the second with its zone, as records have them: `24 November 2026, 14:05:09 CET`.
#[must_use]
pub fn exact(lang: Lang, moment: OffsetDateTime) -> String {
    let moment = local(moment);
    let (day, clock, second) = (date(lang, moment), clock(moment), moment.second());
    let zone = match (lang, moment.offset().whole_hours()) {
        (Lang::En, 2) => "CEST",
        (Lang::En, _) => "CET",
        (Lang::De, 2) => "MESZ",
        (Lang::De, _) => "MEZ",
    };
    format!("{day}, {clock}:{second:02} {zone}")
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

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(exact(Lang::En, before), "22 November 2026, 14:05:09 CET");
        let summer = moment("2026-07-01T12:05:09Z").unwrap();
        assert_eq!(exact(Lang::De, summer), "1. Juli 2026, 14:05:09 MESZ");
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
}
