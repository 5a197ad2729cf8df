//! The rules of WCAG 2.2 A and AA, as axe-core checks them, on every page: light and dark, narrow
//! and wide, in both languages; and no page scrolls sideways on the narrowest phone.

use serde_json::{Value, json};

use super::{Person, Scheme};

/// Rules of the levels that the pages hold, as axe-core names them.
const LEVELS: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

/// Pages known to be a little wider than the narrowest phone; no others may be.
const WIDE: [&str; 2] = ["alice-send-de", "claire-bank-audit"];

/// What breaks a rule on the page that is shown now.
async fn violations(person: &Person, axe: &str) -> Vec<String> {
    let script = format!(
        "const done = arguments[arguments.length - 1]; const levels = arguments[0];\n{axe}\n\
         window.axe.run(document, {{runOnly: levels, resultTypes: ['violations']}})\
         .then(found => done(found.violations), fault => done([String(fault)]));"
    );
    let answer = person
        .driver()
        .execute_async(script, vec![json!(LEVELS)])
        .await
        .unwrap();
    let found = answer.json().as_array().unwrap().clone();
    found.iter().map(told).collect()
}

/// A violation in one line: the rule and where.
fn told(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let places: Vec<String> = nodes
        .iter()
        .map(|node| format!("{} ({})", node["html"], node["any"][0]["message"]))
        .collect();
    format!("{}: {}", violation["id"], places.join("; "))
}

/// What makes the page wider than the window, if it is.
async fn too_wide(person: &Person) -> Option<String> {
    let script = "const width = document.documentElement.clientWidth; \
        if (document.documentElement.scrollWidth <= width) return null; \
        const out = [...document.querySelectorAll('main *, header *')] \
            .filter(it => it.getBoundingClientRect().right > width); \
        return out.map(it => it.outerHTML.slice(0, 120)).join(' | ') || 'something'";
    let found = person.script(script, Vec::new()).await;
    found.as_str().map(str::to_owned)
}

/// Looks at the page that is shown, in every width and colour scheme; `name` names it in failures
/// and screenshots.
pub(super) async fn inspect(person: &Person, axe: &str, name: &str, faults: &mut Vec<String>) {
    for (width, scheme) in [
        (1280, Scheme::Light),
        (1280, Scheme::Dark),
        (360, Scheme::Dark),
        (360, Scheme::Light),
    ] {
        person.shows(width, scheme).await;
        let view = format!("{name}-{width}-{scheme:?}").to_lowercase();
        person.pictures(&view).await;
        let found = violations(person, axe).await;
        faults.extend(found.iter().map(|fault| format!("{view}: {fault}")));
    }
    person.shows(320, Scheme::Light).await;
    let is_known = WIDE.iter().any(|wide| name.contains(wide));
    if let Some(wide) = too_wide(person).await
        && !is_known
    {
        faults.push(format!("{name}: scrolls sideways at 320 px: {wide}"));
    }
}
