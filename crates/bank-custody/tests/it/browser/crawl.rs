//! Every link that a person finds leads somewhere, in both languages, and no answer holds the name
//! of the bank's supplier. Pages of every kind are then looked at in the browser.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use url::Url;

use super::{
    Look, Person, Role, Site, accessibility,
    inspection::{Inspection, LANGUAGES},
    installed,
    routes::Walk,
};
use crate::http;

/// As much of one kind of page as is followed: a list may be long.
const OF_A_KIND_MAX: usize = 12;

/// What a first visit may cost, everything included.
const REQUESTS_MAX: u64 = 8;
const BYTES_MAX: u64 = 120_000;

#[tokio::test]
async fn a_customers_pages_lead_somewhere_and_are_accessible() {
    walk("Alice", Walk::Customer).await;
}

#[tokio::test]
async fn an_employees_pages_lead_somewhere_and_are_accessible() {
    walk("Claire", Walk::Employee).await;
}

#[tokio::test]
async fn a_strangers_pages_lead_somewhere_and_are_accessible() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let stranger = site.browser("Stranger", Look::LAPTOP).await;
    stranger.goes_to("/").await;
    let (requests, bytes) = stranger.loaded().await;
    assert!(requests <= REQUESTS_MAX, "{requests} requests");
    assert!((1..=BYTES_MAX).contains(&bytes), "{bytes} bytes");
    let mut inspection = Inspection::by(&stranger, &axe);
    for path in [
        "/",
        "/help",
        "/styleguide",
        "/no-such-page",
        "/accounts",
        // A sign-in that began elsewhere, or long ago.
        "/auth/callback?code=old&state=old",
    ] {
        for language in LANGUAGES {
            stranger.speaks(language).await;
            stranger.goes_to(path).await;
            let name = path.split('?').next().unwrap_or_default();
            let name = format!("stranger{}-{language}", name.replace('/', "-"));
            inspection.in_views(&name, &accessibility::ALL).await;
        }
    }
    inspection.holds_for(Walk::Stranger);
    stranger.leaves().await;
    site.close().await;
}

/// Plays the story, follows every link as this person, and inspects a page of each kind.
async fn walk(name: &str, walk: Walk) {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let alice = site.browser("Alice", Look::LAPTOP).await;
    alice.signs_in().await;
    let who = name.to_lowercase();
    if walk == Walk::Customer {
        let mut empty = Inspection::by(&alice, &axe);
        for path in ["/accounts", "/send", "/transfers", "/family"] {
            let name = format!("empty{}", path.replace('/', "-"));
            empty.of_page(&name, path).await;
        }
        empty.holds();
        alice.speaks("en").await;
    }
    alice.goes_to("/accounts").await;
    alice.clicks(Role::Button, "Play the story").await;
    alice.reads("The story has been played").await;
    let person = if walk == Walk::Customer {
        alice
    } else {
        alice.leaves().await;
        let person = site.browser(name, Look::LAPTOP).await;
        person.signs_in().await;
        person
    };
    let mut inspection = Inspection::by(&person, &axe);
    for language in LANGUAGES {
        person.speaks(language).await;
        let found = follow(&site, &person, language, &mut inspection).await;
        for (kind, path) in found {
            person.goes_to(&path).await;
            let (requests, _) = person.loaded().await;
            if requests > REQUESTS_MAX {
                inspection.finds(format!("{path}: {requests} requests"));
            }
            if let Some(shift) = person.moved().await {
                inspection.finds(format!("{path} moves by {shift} while it is loaded"));
            }
            let name = format!("{who}{}-{language}", kind.replace('/', "-"));
            inspection.in_views(&name, &accessibility::ALL).await;
        }
    }
    inspection.holds_for(walk);
    person.leaves().await;
    site.close().await;
}

/// Follows links from the person's first page on. Answers a page of each kind.
async fn follow(
    site: &Site,
    person: &Person,
    language: &str,
    inspection: &mut Inspection<'_>,
) -> BTreeMap<String, String> {
    let (client, cookies) = (http::client(), person.cookies().await);
    let mut seen = BTreeSet::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut pages = BTreeMap::new();
    let mut next: VecDeque<String> = ["/", "/accounts", "/help"].map(str::to_owned).into();
    while let Some(path) = next.pop_front() {
        let of_a_kind = kinds.entry(kind(&path)).or_default();
        *of_a_kind += 1;
        if *of_a_kind > OF_A_KIND_MAX || !seen.insert(path.clone()) {
            continue;
        }
        let request = client.get(format!("{}{path}", site.url()));
        let answer = request.header("Cookie", &cookies).send().await.unwrap();
        let (status, headers) = (answer.status(), format!("{:?}", answer.headers()));
        let body = answer.text().await.unwrap();
        // An employee has no accounts: that page is not linked, only tried first.
        let tried_first = path == "/accounts";
        if (status.is_client_error() || status.is_server_error()) && !tried_first {
            inspection.finds(format!("{path}: {status}"));
        }
        if http::names_vendor(&headers) || http::names_vendor(&body) {
            inspection.finds(format!("{path} names the supplier"));
        }
        if !status.is_success() || !headers.contains("text/html") {
            continue;
        }
        if body.contains("<html") && !body.contains(&format!("<html lang=\"{language}\"")) {
            inspection.finds(format!("{path} is not in {language}"));
        }
        for link in links(site, &path, &body) {
            next.push_back(link);
        }
        if body.contains("<html") {
            pages.entry(kind(&path)).or_insert(path);
        }
    }
    pages
}

/// What a page links to on its own site, but for what ends the visit or changes the language.
fn links(site: &Site, path: &str, page: &str) -> Vec<String> {
    let base = Url::parse(site.url()).unwrap().join(path).unwrap();
    let attributes = ["href=\"", "src=\"", "hx-get=\"", "data-from=\""];
    let values = attributes
        .iter()
        .flat_map(|attribute| page.split(attribute).skip(1));
    values
        .filter_map(|rest| rest.split('"').next())
        .filter_map(|link| base.join(&link.replace("&#38;", "&")).ok())
        .filter(|url| url.origin() == base.origin())
        .map(|url| match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        })
        .filter(|link| !link.starts_with("/auth/") && !link.starts_with("/language/"))
        .collect()
}

/// The address with every id as `id` and without its query.
fn kind(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts = path.split('/').map(|part| match part.split_once('_') {
        Some((prefix, id)) if id.len() == 32 => prefix,
        _ => part,
    });
    parts.collect::<Vec<_>>().join("/")
}
