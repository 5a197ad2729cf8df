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
    topics: [Topic; 2],
}

/// Questions that belong together.
struct Topic {
    id: &'static str,
    title: &'static str,
    answers: Vec<(&'static str, &'static str)>,
}

/// `GET /help`
pub(crate) async fn show(visitor: Visitor) -> Result {
    let t = visitor.t().help;
    let topics = [
        Topic {
            id: "sending",
            title: t.sending(),
            answers: vec![
                (t.why_waits(), t.why_waits_answer()),
                (t.wrong_address(), t.wrong_address_answer()),
                (t.on_hold(), t.on_hold_answer()),
                (t.fee(), t.fee_answer()),
            ],
        },
        Topic {
            id: "sharing",
            title: t.sharing(),
            answers: vec![
                (t.share(), t.share_answer()),
                (t.unshare(), t.unshare_answer()),
                (t.as_of(), t.as_of_answer()),
                (t.euro_value(), t.euro_value_answer()),
            ],
        },
    ];
    html(&Help {
        page: visitor.page(t.title(), Nav::None),
        topics,
    })
}
