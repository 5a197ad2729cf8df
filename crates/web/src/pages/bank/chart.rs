//! The chart of the volume of 30 days: drawn here, without script or style. Heights come from the
//! digits of the sums; nothing is counted in floats.

use api_types::DailyVolume;
use time::{Date, Duration, macros::format_description};

use crate::{format, view::Page};

/// Days of the chart.
const DAYS: u16 = 30;
/// Digits behind the point that heights are told by.
const PLACES: u8 = 6;

/// One asset's chart.
#[derive(Debug)]
pub(crate) struct Chart {
    /// Symbol of the asset.
    pub(crate) symbol: String,
    /// From the oldest day to today.
    pub(crate) bars: Vec<Bar>,
    /// Figures beside the upper edge, the middle and the lower edge.
    pub(crate) marks: [String; 3],
    /// Days below it, today aside.
    pub(crate) days: [String; 3],
    /// The most of one day.
    pub(crate) most: String,
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
    let most = volume.iter().max_by_key(|day| digits(&day.amount))?;
    let top = top(digits(&most.amount));
    let today = page.now.date();
    let date = |index: u16| today - Duration::days(i64::from(DAYS - 1 - index));
    let bars = (0..DAYS).map(|index| {
        let day = volume
            .iter()
            .find(|day| date_of(&day.day) == Some(date(index)));
        let sum = day.map_or(0, |day| digits(&day.amount));
        let height = u16::try_from(sum.saturating_mul(100) / top).unwrap_or(100);
        Bar {
            x: index * 10 + 2,
            height: if sum > 0 { height.max(2) } else { 0 },
            is_today: index == DAYS - 1,
        }
    });
    let mark = |sum: u128| {
        let whole = format::units(&sum.to_string(), PLACES);
        format::decimal(page.lang, &whole)
    };
    let rows = volume.iter().map(|day| {
        let date = date_of(&day.day);
        let date = date.map(|date| format::date(page.lang, date.midnight().assume_utc()));
        (
            date.unwrap_or_else(|| day.day.clone()),
            sum(page, day),
            day.count,
        )
    });
    Some(Chart {
        symbol: most.symbol.clone(),
        bars: bars.collect(),
        marks: [mark(top), mark(top / 2), mark(0)],
        days: [0, DAYS / 3, DAYS * 2 / 3].map(|index| format::short_date(page.lang, date(index))),
        most: sum(page, most),
        rows: rows.collect(),
        count: volume.iter().map(|day| day.count).sum(),
    })
}

fn sum(page: &Page, day: &DailyVolume) -> String {
    format::amount(page.lang, &day.amount, &day.symbol)
}

/// The next figure of 1, 2 or 5 and noughts that is not below `most`.
fn top(most: u128) -> u128 {
    let mut power = 1_u128;
    loop {
        for step in [1, 2, 5] {
            let top = power.saturating_mul(step);
            if top >= most {
                return top;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// About how much all of it is worth today, and whether at a made-up price; `None` where some part
/// has no value.
pub(crate) fn euros(volume: &[DailyVolume]) -> Option<(String, bool)> {
    let mut cents = 0_u128;
    for day in volume {
        let eur = day.eur.as_deref()?;
        cents = cents.checked_add(eur.replace('.', "").parse().ok()?)?;
    }
    let is_demo = volume.iter().any(|day| day.eur_is_demo);
    Some((format!("{}.{:02}", cents / 100, cents % 100), is_demo))
}

fn date_of(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

/// A decimal number as whole millionths, the largest where it does not fit.
fn digits(amount: &str) -> u128 {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let fraction = fraction.chars().chain("000000".chars()).take(PLACES.into());
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

    #[test]
    fn the_upper_edge_is_a_round_figure() {
        for (most, edge) in [
            (0, 1),
            (1, 1),
            (3, 5),
            (21_000, 50_000),
            (500_001, 1_000_000),
        ] {
            assert_eq!(top(most), edge, "{most}");
        }
        assert!(top(u128::MAX / 100) >= u128::MAX / 100);
    }

    #[test]
    fn euros_are_summed_only_where_all_are_known() {
        let day = |eur: Option<&str>| DailyVolume {
            day: "2026-11-24".to_owned(),
            asset: "EthereumSepolia:eth".to_owned(),
            symbol: "ETH".to_owned(),
            amount: "1".to_owned(),
            count: 1,
            eur: eur.map(ToOwned::to_owned),
            eur_is_demo: false,
        };
        let all = [day(Some("2577.09")), day(Some("0.95"))];
        assert_eq!(euros(&all), Some(("2578.04".to_owned(), false)));
        assert_eq!(euros(&[day(Some("1.00")), day(None)]), None);
    }
}
