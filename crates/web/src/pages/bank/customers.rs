//! The bank's customers, with a search.

use api_types::Customer;
use askama::Template;
use client::CustomerQuery;
use serde::Deserialize;

use super::{day, filled, initial, link, when};
use crate::{
    extract::Query,
    failure::Result,
    status,
    view::{Employee, Nav, Page, html},
};

#[derive(Template)]
#[template(path = "bank/customers.html")]
struct Customers {
    page: Page,
    rows: Vec<Customer>,
    wanted: Wanted,
    older: Option<String>,
}

/// Which are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    q: String,
    cursor: String,
}

/// `GET /bank/customers`
pub(crate) async fn show(employee: Employee, Query(wanted): Query<Wanted>) -> Result {
    let query = CustomerQuery {
        q: filled(&wanted.q).map(ToOwned::to_owned),
        limit: None,
        cursor: filled(&wanted.cursor).map(ToOwned::to_owned),
    };
    let list = employee.bank.admin_customers_page(&query).await?;
    let next = list.next_cursor.as_deref();
    html(&Customers {
        page: employee.page(employee.t().customers.title(), Nav::Customers),
        rows: list.customers,
        older: next.map(|next| wanted.link(Some(next))),
        wanted,
    })
}

impl Wanted {
    fn link(&self, cursor: Option<&str>) -> String {
        link(
            "/bank/customers",
            &[("q", Some(&self.q)), ("cursor", cursor)],
        )
    }
}

impl Customers {
    fn state(&self, customer: &Customer) -> String {
        let t = self.page.t.customers;
        if customer.retired_at.is_some() {
            status::pill_of(&self.page, "", "close", t.retired())
        } else if customer.email_clash {
            status::pill_of(&self.page, "wait", "alert", t.clash())
        } else {
            String::new()
        }
    }

    /// Whether anybody's state is worth a column.
    fn has_states(&self) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|customer| customer.retired_at.is_some() || customer.email_clash)
    }

    fn last_here(&self, customer: &Customer) -> String {
        match &customer.last_seen_at {
            Some(at) => when(&self.page, Some(at)),
            None => self.page.t.customers.never().to_owned(),
        }
    }

    fn day(&self, text: &str) -> String {
        day(&self.page, text)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
