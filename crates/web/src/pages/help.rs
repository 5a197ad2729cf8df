//! The help page, for everybody.

use askama::Template;

use crate::{
    failure::Result,
    view::{Nav, Page, Visitor, html},
};

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    page: Page,
}

/// `GET /help`
pub(crate) async fn show(visitor: Visitor) -> Result {
    html(&Help {
        page: visitor.page(visitor.t().help.title(), Nav::None),
    })
}
