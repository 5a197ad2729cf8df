//! From one day to another, as the filters of lists take them.

use time::{Date, format_description::well_known::Rfc3339, macros::format_description};

use super::filled;
use crate::{format, text::AuditTexts};

/// The moments at which a period begins and ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

impl Period {
    /// The days are those of people here, and the last one is meant to its end.
    pub(super) fn parse(from: &str, to: &str) -> Result<Self, Fault> {
        let day = |text| {
            filled(text)
                .map(|day| date(day).ok_or(Fault::Day))
                .transpose()
        };
        let (first, last) = (day(from)?, day(to)?);
        if first.zip(last).is_some_and(|(first, last)| first > last) {
            return Err(Fault::Order);
        }
        let begin = |day| begin(day).ok_or(Fault::Day);
        let after = |day: Date| day.next_day().ok_or(Fault::Day);
        Ok(Self {
            from: first.map(begin).transpose()?,
            to: last.map(after).transpose()?.map(begin).transpose()?,
        })
    }
}

/// Why a list cannot be filtered as is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A day is none.
    Day,
    /// It ends before it begins.
    Order,
    /// Another part of the address, which no form writes like this.
    Address,
}

impl Fault {
    /// What is said of it.
    pub(super) fn said(self, t: AuditTexts) -> &'static str {
        match self {
            Self::Day => t.bad_filter(),
            Self::Order => t.bad_order(),
            Self::Address => t.bad_address(),
        }
    }

    /// Whether the days are at fault.
    pub(super) fn is_of_days(self) -> bool {
        matches!(self, Self::Day | Self::Order)
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
        assert_eq!(Period::parse("", " "), Ok(Period::default()));
        assert_eq!(Period::parse("2026-02-30", ""), Err(Fault::Day));
        let turned = Period::parse("2026-11-25", "2026-11-24");
        assert_eq!(turned, Err(Fault::Order));
    }
}
