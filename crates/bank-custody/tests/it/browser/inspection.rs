//! Somebody who goes through pages and holds each to the rules.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Person,
    accessibility::{self, View},
    routes::{self, Walk},
};

/// Both languages of the pages.
pub(super) const LANGUAGES: [&str; 2] = ["en", "de"];

/// Somebody who looks, which pages were seen, and what was found.
pub(super) struct Inspection<'a> {
    pub(super) person: &'a Person,
    axe: &'a str,
    walked: BTreeSet<String>,
    faults: Vec<String>,
}

impl<'a> Inspection<'a> {
    pub(super) fn by(person: &'a Person, axe: &'a str) -> Self {
        Self {
            person,
            axe,
            walked: BTreeSet::new(),
            faults: Vec::new(),
        }
    }

    /// Looks at a page in both languages.
    pub(super) async fn of_page(&mut self, name: &str, path: &str) {
        for language in LANGUAGES {
            self.person.speaks(language).await;
            self.person.goes_to(path).await;
            self.here(name, language).await;
        }
    }

    /// As [`of_page`](Self::of_page), on a phone alone: what is long has the least room there.
    pub(super) async fn of_page_on_a_phone(&mut self, name: &str, path: &str) {
        for language in LANGUAGES {
            self.person.speaks(language).await;
            self.person.goes_to(path).await;
            let name = format!("state-{name}-{language}");
            let [_, narrow] = accessibility::half(language);
            self.in_views(&name, &[narrow]).await;
        }
    }

    /// Looks at what a form of a page answers, in both languages.
    pub(super) async fn of_form(&mut self, name: &str, path: &str, action: &str, fields: Value) {
        for language in LANGUAGES {
            self.person.speaks(language).await;
            self.person.goes_to(path).await;
            self.person.submits(action, &fields).await;
            self.here(name, language).await;
        }
    }

    /// Looks at the page that is shown, at each width and in each scheme once; both languages
    /// together are all.
    pub(super) async fn here(&mut self, name: &str, language: &str) {
        let name = format!("state-{name}-{language}");
        self.in_views(&name, &accessibility::half(language)).await;
    }

    /// Looks at the page that is shown; the name ends with the language.
    pub(super) async fn in_views(&mut self, name: &str, views: &[View]) {
        self.walked.insert(routes::of(&self.person.url().await));
        accessibility::inspect(self.person, self.axe, name, views, &mut self.faults).await;
    }

    /// Something else that is wrong.
    pub(super) fn finds(&mut self, fault: String) {
        self.faults.push(fault);
    }

    /// Nothing was found on any page.
    pub(super) fn holds(self) {
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
    }

    /// Nor was a page of this walk left out.
    pub(super) fn holds_for(self, walk: Walk) {
        assert_eq!(routes::missed(walk, &self.walked), [""; 0]);
        self.holds();
    }
}
