//! A euro account.

use askama::Template;

use super::{
    Show, Wish,
    feed::{Empty, Feed, Place, Row},
};
use crate::{
    failure::Result,
    format,
    pages::accounts::euro_name,
    view::{Customer, Nav, Page, html},
};

#[derive(Template)]
#[template(path = "account/euro.html")]
struct EuroAccount {
    page: Page,
    name: String,
    kind: &'static str,
    balance: String,
    balance_html: String,
    holder: String,
    id: String,
    iban: String,
    iban_html: String,
    feed: Feed,
}

pub(super) async fn show(customer: &Customer, id: &str, wish: &Wish) -> Result {
    let bank = &customer.bank;
    let detail = bank.fiat_account_page(id, &wish.activity()).await?;
    let account = detail.account;
    let t = customer.t();
    let page = customer.page("", Nav::Accounts);
    let name = euro_name(&page, &account).to_owned();
    let page = Page {
        title: name.clone(),
        ..page
    };
    let place = Place {
        path: format!("/accounts/{id}"),
        wish,
        next_cursor: detail.next_cursor,
        may_wait: false,
        empty: Empty {
            title: t.account.no_entries_title(),
            text: t.account.no_entries(),
            link: t.account.show_iban(),
            href: "#receive".to_owned(),
        },
    };
    // Nothing waits here: a booking is made or it is not.
    let entries = detail.entries.iter().filter(|_| wish.show != Show::Waiting);
    let rows = entries.map(|entry| Row::of_entry(&page, entry)).collect();
    let feed = Feed::new(&page, place, rows);
    if page.is_fragment {
        return html(&feed);
    }
    html(&EuroAccount {
        name,
        kind: page.t.accounts.euro(),
        balance_html: format::eur_html(page.lang, &account.balance),
        balance: account.balance,
        holder: customer.person.name.clone(),
        iban_html: format::address_html(&account.iban),
        id: account.id,
        iban: account.iban,
        feed,
        page,
    })
}
