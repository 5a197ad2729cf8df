//! Every page that there is, and the walk that holds it to the rules: a page that is in none of them
//! fails a test.

use std::collections::BTreeSet;

use url::Url;

/// Where the pages' routes are.
const ROUTES: &str = include_str!("../../../../web/src/routes.rs");

/// A test that looks at pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// Somebody who is not signed in.
    Stranger,
    /// Alice after the story.
    Customer,
    /// Claire after the story.
    Employee,
    /// What becomes of a transfer, from its form on.
    Transfers,
    /// What an employee has to look at.
    Alerts,
    /// What the bank meets in bad times.
    BadTimes,
}

/// Each page, and who looks at it.
const PAGES: [(&str, Walk); 23] = [
    ("/", Walk::Stranger),
    ("/help", Walk::Stranger),
    ("/styleguide", Walk::Stranger),
    ("/auth/callback", Walk::Stranger),
    ("/auth/resume", Walk::Transfers),
    ("/accounts", Walk::Customer),
    ("/accounts/{id}", Walk::Customer),
    ("/send", Walk::Customer),
    ("/send/review", Walk::Transfers),
    ("/transfers", Walk::Customer),
    ("/transfers/{id}", Walk::Customer),
    ("/family", Walk::Customer),
    ("/bank", Walk::Employee),
    ("/bank/approvals", Walk::Employee),
    ("/bank/approvals/{id}", Walk::Employee),
    ("/bank/decided", Walk::Employee),
    ("/bank/transfers/{id}", Walk::Employee),
    ("/bank/attention", Walk::Employee),
    ("/bank/alerts", Walk::Alerts),
    ("/bank/customers", Walk::Employee),
    ("/bank/customers/{id}", Walk::Employee),
    ("/bank/audit", Walk::Employee),
    ("/bank/recovery", Walk::BadTimes),
];

/// What answers a `GET` with something else: a way on, a part of a page, a file, the stream.
const NO_PAGES: [&str; 9] = [
    "/auth/login",
    "/language/{lang}",
    "/live",
    "/send/foresee",
    "/transfers/export",
    "/family/limit",
    "/bank/waiting",
    "/bank/approvals/queue",
    "/bank/decided/export",
];

#[test]
fn every_page_is_in_a_walk() {
    let pages = PAGES.iter().map(|(page, _)| *page);
    let known: BTreeSet<&str> = pages.chain(NO_PAGES).collect();
    let routes = ROUTES.split(".route(").skip(1);
    let read: BTreeSet<&str> = routes
        .filter(|route| route.contains("get("))
        .filter_map(|route| route.split('"').nth(1))
        .collect();
    assert_eq!(read, known);
}

/// The route that leads to this address.
pub(super) fn of(url: &Url) -> String {
    let parts = url
        .path()
        .split('/')
        .map(|part| match part.split_once('_') {
            Some((_, id)) if id.len() == 32 => "{id}",
            _ => part,
        });
    parts.collect::<Vec<_>>().join("/")
}

/// The pages of a walk that it has not seen.
pub(super) fn missed(walk: Walk, walked: &BTreeSet<String>) -> Vec<&'static str> {
    let pages = PAGES.iter().filter(|(_, who)| *who == walk);
    pages
        .map(|(page, _)| *page)
        .filter(|page| !walked.contains(*page))
        .collect()
}
