//! The bank's customers, with a search.

use api_types::Customer;
use askama::Template;
use axum::extract::Query;
use client::CustomerQuery;
use serde::Deserialize;

use super::{day, filled, initial, link};
use crate::{
    failure::Result,
    status,
    view::{Employee, Nav, Page, html},
};

#[derive(Template)]
#[template(path = "bank/customers.html")]
struct Customers {
    page: Page,
    rows: Vec<Customer>,
    q: String,
    older: Option<String>,
    is_later_page: bool,
}

/// Which are wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    q: Option<String>,
    #[serde(default)]
    cursor: Option<String>,
}

/// `GET /bank/customers`
pub(crate) async fn show(employee: Employee, Query(wanted): Query<Wanted>) -> Result {
    let (q, cursor) = (filled(wanted.q), filled(wanted.cursor));
    let query = CustomerQuery {
        q: q.clone(),
        limit: None,
        cursor: cursor.clone(),
    };
    let list = employee.bank.admin_customers_page(&query).await?;
    let older = list.next_cursor.as_deref().map(|next| {
        link(
            "/bank/customers",
            &[("q", q.as_deref()), ("cursor", Some(next))],
        )
    });
    html(&Customers {
        page: employee.page(employee.t().bank.customers(), Nav::Customers),
        rows: list.customers,
        q: q.unwrap_or_default(),
        older,
        is_later_page: cursor.is_some(),
    })
}

impl Customers {
    fn state(&self, customer: &Customer) -> String {
        let t = self.page.t.bank;
        if customer.retired_at.is_some() {
            status::pill_of(&self.page, "", "close", t.retired())
        } else if customer.email_clash {
            status::pill_of(&self.page, "wait", "alert", t.clash())
        } else {
            String::new()
        }
    }

    fn day(&self, text: &str) -> String {
        day(&self.page, text)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
