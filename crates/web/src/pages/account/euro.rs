//! A euro account.

use askama::Template;

use super::{
    Show, Wish,
    feed::{Feed, Place, Row},
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
    iban: String,
    iban_html: String,
    feed: Feed,
}

pub(super) async fn show(customer: &Customer, id: &str, wish: &Wish) -> Result {
    let detail = customer.bank.fiat_account_page(id, &wish.entries()).await?;
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
        empty: (
            t.account.no_entries_title(),
            t.account.no_entries(),
            t.account.show_iban(),
        ),
    };
    let rows = detail.entries.iter().filter(|entry| match wish.show {
        Show::All => true,
        Show::In => !entry.amount.starts_with('-'),
        Show::Out => entry.amount.starts_with('-'),
        Show::Waiting => false,
    });
    let rows = rows.map(|entry| Row::of_entry(&page, entry)).collect();
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
        iban: account.iban,
        feed,
        page,
    })
}
