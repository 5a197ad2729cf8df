//! The chart of the volume of 30 days: drawn here, without script or style. Heights come from the
//! digits of the sums; nothing is counted in floats.

use api_types::DailyVolume;
use time::{Date, Duration, macros::format_description};

use crate::{format, view::Page};

/// Days of the chart.
const DAYS: u16 = 30;
/// Digits behind the point that heights are told by.
const PLACES: usize = 6;

/// One asset's chart.
#[derive(Debug)]
pub(crate) struct Chart {
    /// Symbol of the asset.
    pub(crate) symbol: String,
    /// From the oldest day to today.
    pub(crate) bars: Vec<Bar>,
    /// The days on which something was sent, newest first: day, sum, transfers.
    pub(crate) rows: Vec<(String, String, u32)>,
    /// How many transfers in all.
    pub(crate) count: u32,
}

/// One day.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    /// Left edge, of 300.
    pub(crate) x: u16,
    /// Height, of 100.
    pub(crate) height: u16,
    /// Whether it is today.
    pub(crate) is_today: bool,
}

impl Bar {
    /// Upper edge, of 100.
    pub(crate) fn y(&self) -> u16 {
        100 - self.height
    }
}

/// The charts of all assets in which something was sent.
pub(crate) fn charts(page: &Page, volume: &[DailyVolume]) -> Vec<Chart> {
    let mut assets: Vec<&str> = volume.iter().map(|day| day.asset.as_str()).collect();
    assets.sort_unstable();
    assets.dedup();
    assets
        .into_iter()
        .filter_map(|asset| {
            let of_asset: Vec<&DailyVolume> =
                volume.iter().filter(|day| day.asset == asset).collect();
            chart(page, &of_asset)
        })
        .collect()
}

fn chart(page: &Page, volume: &[&DailyVolume]) -> Option<Chart> {
    let symbol = volume.first()?.symbol.clone();
    let today = page.now.date();
    let most = volume.iter().map(|day| digits(&day.amount)).max()?.max(1);
    let bars = (0..DAYS)
        .map(|index| {
            let date = today - Duration::days(i64::from(DAYS - 1 - index));
            let sum = volume
                .iter()
                .find(|day| date_of(&day.day) == Some(date))
                .map_or(0, |day| digits(&day.amount));
            let height = sum.saturating_mul(100) / most;
            let height = u16::try_from(height).unwrap_or(100);
            Bar {
                x: index * 10 + 2,
                height: if sum > 0 { height.max(2) } else { 0 },
                is_today: date == today,
            }
        })
        .collect();
    let rows = volume.iter().map(|day| {
        let date =
            date_of(&day.day).map(|date| format::date(page.lang, date.midnight().assume_utc()));
        let sum = format::amount(page.lang, &day.amount, &day.symbol);
        (date.unwrap_or_else(|| day.day.clone()), sum, day.count)
    });
    Some(Chart {
        symbol,
        bars,
        rows: rows.collect(),
        count: volume.iter().map(|day| day.count).sum(),
    })
}

fn date_of(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

/// A decimal number as whole millionths, the largest where it does not fit.
fn digits(amount: &str) -> u128 {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let fraction = fraction.chars().chain("000000".chars()).take(PLACES);
    let text: String = whole.chars().chain(fraction).collect();
    text.parse().unwrap_or(u128::MAX / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_come_from_digits() {
        assert_eq!(digits("1.5"), 1_500_000);
        assert_eq!(digits("0.0000019"), 1);
        assert_eq!(digits("12"), 12_000_000);
        assert_eq!(digits(&"9".repeat(60)), u128::MAX / 100);
    }
}
