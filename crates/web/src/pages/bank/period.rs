//! From one day to another, as the filters of lists take them.

use time::{Date, format_description::well_known::Rfc3339, macros::format_description};

use super::filled;
use crate::format;

/// The moments at which a period begins and ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

impl Period {
    /// The days are those of people here, and the last one is meant to its end; `None` where a day
    /// is none.
    pub(super) fn parse(from: &str, to: &str) -> Option<Self> {
        Some(Self {
            from: match filled(from) {
                Some(day) => Some(begin(date(day)?)?),
                None => None,
            },
            to: match filled(to) {
                Some(day) => Some(begin(date(day)?.next_day()?)?),
                None => None,
            },
        })
    }
}

fn begin(day: Date) -> Option<String> {
    format::day_begins(day).format(&Rfc3339).ok()
}

fn date(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_meant_to_its_end() {
        let day = Period::parse("2026-11-24", "2026-11-24").unwrap();
        assert_eq!(day.from.as_deref(), Some("2026-11-24T00:00:00+01:00"));
        assert_eq!(day.to.as_deref(), Some("2026-11-25T00:00:00+01:00"));
        assert_eq!(Period::parse("", " "), Some(Period::default()));
        assert_eq!(Period::parse("2026-02-30", ""), None);
    }
}
