//! Rows of what came and went, and the way to older ones.

use api_types::{Activity, Direction, FiatEntry, MovementStatus, Transfer, TransferStatus};
use askama::Template;

use super::{Show, Wish};
use crate::{format, pages::address_book::AddressBook, status, view::Page};

/// The list of an account with its filters and its pager.
#[derive(Template)]
#[template(path = "account/feed.html")]
pub(super) struct Feed {
    page: Page,
    path: String,
    filters: Vec<Filter>,
    rows: Vec<Row>,
    /// Before the number of rows, and the address of older ones.
    count: String,
    older: Option<String>,
    is_later_page: bool,
    is_filtered: bool,
    empty: Empty,
}

/// What stands where the account has no row to show: heading, sentence, and what to do.
pub(super) struct Empty {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) link: &'static str,
    pub(super) href: String,
}

struct Filter {
    show: Show,
    word: &'static str,
    is_on: bool,
}

/// One movement.
pub(super) struct Row {
    icon: &'static str,
    /// `To`, `From` or what was booked; then the name of the wallet there or the shortened address.
    word: String,
    name: Option<String>,
    address: Option<String>,
    href: Option<String>,
    is_outside: bool,
    value: String,
    amount_html: String,
    is_in: bool,
    meta: String,
    alt: String,
    pill: String,
}

/// Where a list stands in the whole.
pub(super) struct Place<'a> {
    pub(super) path: String,
    pub(super) wish: &'a Wish,
    pub(super) next_cursor: Option<String>,
    pub(super) may_wait: bool,
    pub(super) empty: Empty,
}

impl Feed {
    pub(super) fn new(page: &Page, place: Place<'_>, rows: Vec<Row>) -> Self {
        let t = page.t.account;
        let Place {
            path,
            wish,
            next_cursor,
            may_wait,
            empty,
        } = place;
        let mut shows = vec![
            (Show::All, t.all()),
            (Show::In, t.incoming()),
            (Show::Out, t.outgoing()),
        ];
        if may_wait {
            shows.push((Show::Waiting, t.waiting()));
        }
        let filters = shows
            .into_iter()
            .map(|(show, word)| Filter {
                show,
                word,
                is_on: show == wish.show,
            })
            .collect();
        let is_later_page = wish.cursor.is_some();
        let older = next_cursor.and_then(|cursor| {
            let query = [("show", wish.show.as_str()), ("cursor", &cursor)];
            let query = serde_urlencoded::to_string(query).ok()?;
            Some(format!("{path}?{query}"))
        });
        Self {
            page: page.clone(),
            count: if is_later_page {
                t.older_rows(rows.len())
            } else {
                t.newest(rows.len())
            },
            path,
            filters,
            rows,
            older,
            is_later_page,
            is_filtered: wish.show != Show::All,
            empty,
        }
    }
}

impl Filter {
    fn name(&self) -> &'static str {
        self.show.as_str()
    }
}

impl Row {
    /// Money that the chain moved; `native` is the coin that fees are paid in.
    pub(super) fn of_activity(
        page: &Page,
        known: &AddressBook,
        native: &str,
        activity: &Activity,
    ) -> Self {
        let t = page.t.account;
        let is_in = activity.direction == Direction::In;
        let other = if is_in {
            activity.from_address.as_deref()
        } else {
            activity.to_address.as_deref()
        };
        let name = other.and_then(|address| known.name(address));
        let amount = activity.amount.as_deref().unwrap_or(&activity.base_units);
        let when = when(page, &activity.at);
        let fee = activity.fee.as_deref().filter(|_| !is_in);
        let fee = fee.map(|fee| t.with_fee(format::amount(page.lang, fee, native)));
        let who = activity.initiator_name.as_deref().map(format::first_name);
        let meta = who.into_iter().map(str::to_owned).chain([when]).chain(fee);
        Self {
            icon: if is_in { "receive" } else { "send" },
            word: (if is_in { t.from() } else { t.to() }).to_owned(),
            name: name.map(str::to_owned),
            address: other.filter(|_| name.is_none()).map(format::short_address),
            href: Some(match &activity.transfer_id {
                Some(id) => format!("/transfers/{id}"),
                None => activity.explorer_url.clone(),
            }),
            is_outside: activity.transfer_id.is_none(),
            value: amount.to_owned(),
            amount_html: signed(page, is_in, amount, &activity.symbol),
            is_in,
            meta: meta.collect::<Vec<_>>().join(" · "),
            alt: eur(page, activity.eur.as_deref()),
            pill: status::pill(
                page,
                match activity.status {
                    MovementStatus::Included => TransferStatus::Broadcasted,
                    MovementStatus::Confirmed => TransferStatus::Confirmed,
                },
            ),
        }
    }

    /// A transfer that is under way.
    pub(super) fn of_transfer(page: &Page, known: &AddressBook, transfer: &Transfer) -> Self {
        let name = known.name(&transfer.to_address);
        Self {
            icon: "send",
            word: page.t.account.to().to_owned(),
            name: name.map(str::to_owned),
            address: match name {
                Some(_) => None,
                None => Some(format::short_address(&transfer.to_address)),
            },
            href: Some(format!("/transfers/{}", transfer.id)),
            is_outside: false,
            value: transfer.amount.clone(),
            amount_html: status::amount_html(page, transfer),
            is_in: false,
            meta: format!(
                "{} · {}",
                format::first_name(&transfer.initiator_name),
                when(page, &transfer.created_at)
            ),
            alt: eur(page, transfer.eur.as_deref()),
            pill: status::pill(page, transfer.status),
        }
    }

    /// A booking of a euro account, and the balance after it.
    pub(super) fn of_entry(page: &Page, entry: &FiatEntry) -> Self {
        let is_in = !entry.amount.starts_with('-');
        let amount = format::eur_html(page.lang, &entry.amount);
        let balance = format::eur(page.lang, &entry.balance_after);
        Self {
            icon: if is_in { "receive" } else { "send" },
            word: booked(page, &entry.description).to_owned(),
            name: None,
            address: None,
            href: None,
            is_outside: false,
            value: entry.amount.clone(),
            amount_html: if is_in { format!("+{amount}") } else { amount },
            is_in,
            meta: when(page, &entry.at),
            alt: page.t.account.balance_after(balance),
            pill: String::new(),
        }
    }
}

/// What was booked, where the demo's own ledger says it, in the language of the page.
fn booked<'a>(page: &Page, description: &'a str) -> &'a str {
    match description {
        "Opening balance" => page.t.account.opening_balance(),
        other => other,
    }
}

/// What it is worth, for the line below the amount.
fn eur(page: &Page, eur: Option<&str>) -> String {
    eur.map_or_else(String::new, |eur| format::eur(page.lang, eur))
}

fn signed(page: &Page, is_in: bool, amount: &str, symbol: &str) -> String {
    if is_in {
        format!("+{}", format::amount_html(page.lang, amount, symbol))
    } else {
        format::amount_html(page.lang, &format!("-{amount}"), symbol)
    }
}

fn when(page: &Page, at: &str) -> String {
    format::moment(at)
        .map(|at| format::when(page.lang, at, page.now))
        .unwrap_or_default()
}
