//! The style guide shows what the style sheet knows.

use std::collections::BTreeSet;

use testkit::run;

use crate::browser::Browser;

const SHEET: &str = include_str!("../../assets/bank.css");

/// What there is once a page, or on one page only: the frame, the landing, the way out.
const FRAMES: [&str; 27] = [
    "answers",
    "banner--away",
    "flash",
    "foot",
    "gate",
    "hero",
    "land",
    "me",
    "me__name",
    "menu",
    "nav",
    "print",
    "screen",
    "shell",
    "shell--bank",
    "side",
    "skip",
    "stage",
    "stage--cast",
    "sticky",
    "narrow",
    "top",
    "tour",
    "trio",
    "wordmark",
    "back",
    "hide",
];

#[test]
fn every_component_is_shown() {
    run(async |bank| {
        let page = Browser::new(bank).get("/styleguide").await;
        let shown: BTreeSet<&str> = page
            .text
            .split("class=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .flat_map(str::split_whitespace)
            .collect();
        let missing: Vec<&str> = classes(SHEET)
            .into_iter()
            .filter(|class| !shown.contains(class) && !FRAMES.contains(class))
            .collect();
        assert!(missing.is_empty(), "not in the style guide: {missing:?}");
    });
}

/// The classes that selectors name.
fn classes(sheet: &str) -> BTreeSet<&str> {
    let without_comments = sheet
        .split("/*")
        .map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest));
    let selectors = without_comments
        .flat_map(|part| part.split(['{', '}']).collect::<Vec<_>>())
        .filter(|part| !part.contains(':') || part.contains('.') && !part.contains(';'));
    selectors
        .flat_map(|selector| selector.split('.').skip(1))
        .filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
            let class = rest.get(..end.unwrap_or(rest.len()))?;
            class
                .starts_with(|c: char| c.is_ascii_lowercase())
                .then_some(class)
        })
        .collect()
}
