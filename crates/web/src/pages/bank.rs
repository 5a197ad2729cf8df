//! The bank's own rooms, for its employees; to others they do not exist.

mod alerts;
pub(crate) mod approvals;
pub(crate) mod attention;
pub(crate) mod audit;
mod chart;
pub(crate) mod customer;
pub(crate) mod customers;
pub(crate) mod decided;
pub(crate) mod overview;
pub(crate) mod record;
pub(crate) mod waiting;

use api_types::{Network, Transfer};
use time::Duration;

use crate::{format, view::Page};

/// A moment of the API's by itself, today and yesterday by their names; empty when there is none.
fn when(page: &Page, text: Option<&str>) -> String {
    text.and_then(format::moment)
        .map(|at| format::when(page.lang, at, page.now))
        .unwrap_or_default()
}

/// A moment of the API's to the second.
fn exact(page: &Page, text: &str) -> String {
    format::moment(text)
        .map(|at| format::exact(page.lang, at))
        .unwrap_or_default()
}

/// The day of a moment of the API's.
fn day(page: &Page, text: &str) -> String {
    format::moment(text)
        .map(|at| format::date(page.lang, at))
        .unwrap_or_default()
}

/// How long after one moment the other was.
fn after(page: &Page, from: &str, to: &str) -> Option<String> {
    let t = page.t.bank;
    let lasted = format::moment(to)? - format::moment(from)?;
    Some(match lasted {
        short if short < Duration::MINUTE => t.soon_after().to_owned(),
        minutes if minutes < Duration::HOUR => t.minutes_after(minutes.whole_minutes()),
        hours if hours < Duration::days(2) => t.hours_after(hours.whole_hours()),
        days => t.days_after(days.whole_days()),
    })
}

/// About what a transfer is worth today, where that is known. A page says once that prices are made
/// up.
fn value(page: &Page, transfer: &Transfer) -> Option<String> {
    let eur = format::eur(page.lang, transfer.eur.as_ref()?);
    Some(page.t.bank.about(eur))
}

/// What a list says below its values, where some rest on made-up prices.
fn price_note<'a>(
    page: &Page,
    mut transfers: impl Iterator<Item = &'a Transfer>,
) -> Option<&'static str> {
    let is_demo = transfers.any(|transfer| transfer.eur_is_demo);
    is_demo.then(|| page.t.bank.made_up_prices())
}

/// The name of the network that an asset lives on, as people know it.
fn network_of<'a>(networks: &'a [Network], asset: &'a str) -> &'a str {
    let id = asset.split(':').next().unwrap_or(asset);
    label(networks, id)
}

/// The name of a network for people.
fn label<'a>(networks: &'a [Network], id: &'a str) -> &'a str {
    let network = networks.iter().find(|network| network.network == id);
    network.map_or(id, |network| network.label.as_str())
}

/// The letter of an avatar.
fn initial(name: &str) -> String {
    name.chars().take(1).flat_map(char::to_uppercase).collect()
}

/// A text that is there.
fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// A page of ours with a query of the parts that are there.
fn link(path: &str, parts: &[(&str, Option<&str>)]) -> String {
    let there: Vec<(&str, &str)> = parts
        .iter()
        .filter_map(|(name, value)| Some((*name, filled((*value)?)?)))
        .collect();
    match serde_urlencoded::to_string(there) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        Ok(_) | Err(_) => path.to_owned(),
    }
}
