//! The bank's own rooms, for its employees; to others they do not exist.

pub(crate) mod alerts;
pub(crate) mod approvals;
pub(crate) mod attention;
pub(crate) mod audit;
mod chart;
pub(crate) mod customer;
pub(crate) mod customers;
pub(crate) mod decided;
pub(crate) mod overview;
mod period;
pub(crate) mod record;
pub(crate) mod recovery;
pub(crate) mod waiting;

use api_types::{Network, Transfer};
use time::{Duration, OffsetDateTime};

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

/// How long it was from one moment to the other, as `48 min`.
fn lasted(page: &Page, from: OffsetDateTime, to: OffsetDateTime) -> String {
    let t = page.t.bank;
    match to - from {
        minutes if minutes < Duration::HOUR => t.minutes(minutes.whole_minutes().max(1)),
        hours if hours < Duration::days(2) => t.hours(hours.whole_hours()),
        days => t.days(days.whole_days()),
    }
}

/// A moment of the API's in little room: today's by the clock alone.
fn brief(page: &Page, text: &str) -> String {
    let Some(at) = format::moment(text) else {
        return String::new();
    };
    if at.date() == format::local(page.now).date() {
        format::clock(at)
    } else {
        format::when(page.lang, at, page.now)
    }
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

/// The symbol of a network's own coin; empty for one that is not known.
fn native<'a>(networks: &'a [Network], id: &str) -> &'a str {
    let network = networks.iter().find(|network| network.network == id);
    network.map_or("", |network| network.symbol.as_str())
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
