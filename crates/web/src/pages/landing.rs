//! The start page; in demo mode it offers the people, one click each.

use askama::Template;
use axum::response::IntoResponse as _;

use crate::{
    failure::Result,
    format,
    view::{Nav, Page, Visitor, html, see},
};

/// The start page of the bank.
#[derive(Template)]
#[template(path = "landing.html")]
struct Landing {
    page: Page,
    /// The demo's people, customers and then the bank's; empty outside of demo mode.
    family: Vec<Offer>,
    staff: Vec<Offer>,
}

/// One of the demo's people.
struct Offer {
    email: String,
    first_name: String,
    what_for: &'static str,
}

/// `GET /`
pub(crate) async fn show(visitor: Visitor) -> Result {
    let t = visitor.t().landing;
    let demo = visitor.0.state.settings.demo.as_deref();
    let title = if demo.is_some() {
        t.demo_title()
    } else {
        t.title()
    };
    let page = visitor.page(title, Nav::None);
    if page.person.is_some() {
        return Ok(see(page.home()).into_response());
    }
    let offers = |of_staff: bool| {
        let people = demo.unwrap_or_default().iter();
        let people = people.filter(|person| person.is_employee == of_staff);
        people
            .map(|person| {
                let first_name = person.name.split(' ').next().unwrap_or_default();
                Offer {
                    email: person.email.clone(),
                    first_name: first_name.to_owned(),
                    what_for: match first_name {
                        "Alice" => t.for_alice(),
                        "Bob" => t.for_bob(),
                        "Charlie" => t.for_charlie(),
                        "Claire" => t.for_claire(),
                        "Dana" => t.for_dana(),
                        _ => "",
                    },
                }
            })
            .collect()
    };
    html(&Landing {
        family: offers(false),
        staff: offers(true),
        page,
    })
}

impl Landing {
    fn eur(&self, text: &str) -> String {
        format::eur(self.page.lang, text)
    }

    fn eur_html(&self, text: &str) -> String {
        format::eur_html(self.page.lang, text)
    }

    fn eth(&self, text: &str) -> String {
        format::amount(self.page.lang, text, "ETH")
    }

    fn eth_html(&self, text: &str) -> String {
        format::amount_html(self.page.lang, text, "ETH")
    }
}
