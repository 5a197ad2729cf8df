//! All accounts in one grid.

use askama::Template;

use crate::{
    failure::Result,
    view::{Customer, Nav, Page, html},
};

#[derive(Template)]
#[template(path = "accounts.html")]
struct Accounts {
    page: Page,
}

/// `GET /accounts`
pub(crate) async fn show(customer: Customer) -> Result {
    html(&Accounts {
        page: customer.page(customer.t().accounts.title(), Nav::Accounts),
    })
}
