//! Every component in every state, for who builds pages; in demo mode only, and in English only.

use askama::Template;

use crate::{
    failure::{Failure, Result},
    view::{Nav, Page, Visitor, html},
};

#[derive(Template)]
#[template(path = "styleguide.html")]
struct Styleguide {
    page: Page,
}

/// `GET /styleguide`
pub(crate) async fn show(visitor: Visitor) -> Result {
    let page = visitor.page("Style guide", Nav::None);
    if !page.is_demo {
        return Err(Failure::NotFound);
    }
    html(&Styleguide { page })
}
