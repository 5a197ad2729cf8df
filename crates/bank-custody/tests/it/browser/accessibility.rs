//! The rules of WCAG 2.2 A and AA, as axe-core checks them, on every page: light and dark, narrow
//! and wide, in both languages, with all that opens on it; and no page scrolls sideways on the
//! narrowest phone or when its letters are twice as large.

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

/// Of the dialogs of one page so many are opened.
const DIALOGS_MAX: u64 = 3;

/// What breaks a rule on the page that is shown now.
async fn violations(person: &Person, axe: &str) -> Vec<String> {
    // The rules are many: they are brought once a page.
    if person.script("return !window.axe", Vec::new()).await == true {
        person.script(axe, Vec::new()).await;
    }
    let script = "const [levels, done] = arguments; \
        axe.run(document, {runOnly: levels, resultTypes: ['violations']}) \
        .then(found => done(found.violations), fault => done([{id: String(fault)}]))";
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

/// What makes the page wider than the window, if anything does, and figures that are cut off.
async fn does_not_fit(person: &Person) -> Option<String> {
    let script = "const width = document.documentElement.clientWidth; \
        const isWide = document.documentElement.scrollWidth > width; \
        const isOut = it => isWide && it.getBoundingClientRect().right > width; \
        const out = [...document.querySelectorAll('main *')].filter(isOut); \
        const cut = [...document.querySelectorAll('.money')].filter(it => { \
            for (let at = it; at && at.matches('main *'); at = at.parentElement) { \
                const hides = getComputedStyle(at).overflowX !== 'visible'; \
                if (hides && at.scrollWidth > at.clientWidth + 1) return true; } \
            return false; }); \
        const faults = [...out, ...cut]; \
        if (!isWide && faults.length === 0) return null; \
        return faults.slice(0, 5).map(it => it.outerHTML.slice(0, 120)).join(' | ') || 'something'";
    let found = person.script(script, Vec::new()).await;
    found.as_str().map(str::to_owned)
}

/// A width in CSS pixels, and light or dark.
pub(super) type View = (u32, Scheme);

/// Every width with every scheme.
pub(super) const ALL: [View; 4] = [
    (1280, Scheme::Light),
    (1280, Scheme::Dark),
    (360, Scheme::Dark),
    (360, Scheme::Light),
];

/// Each width and each scheme once; both languages together are all.
pub(super) fn half(language: &str) -> [View; 2] {
    match language {
        "de" => [(1280, Scheme::Dark), (360, Scheme::Light)],
        _ => [(1280, Scheme::Light), (360, Scheme::Dark)],
    }
}

/// Looks at the page that is shown, in these views, then at what can be opened on it; `name` names
/// it in failures and screenshots and ends with the language.
pub(super) async fn inspect(
    person: &Person,
    axe: &str,
    name: &str,
    views: &[View],
    faults: &mut Vec<String>,
) {
    for view in views {
        look(person, axe, name, *view, faults).await;
    }
    fits(person, name, faults).await;
    let dialogs = "return document.querySelectorAll('[popover]').length";
    let dialogs = person.script(dialogs, Vec::new()).await.as_u64().unwrap();
    let open = "const parts = [...document.querySelectorAll('[popover]')]; \
        if (arguments[0] > 0) parts[arguments[0] - 1].hidePopover(); \
        parts[arguments[0]]?.showPopover(); \
        const more = document.querySelectorAll('details'); \
        more.forEach(it => { it.open = true; }); \
        return parts.length + more.length";
    let [wide, narrow] = half(name.rsplit('-').next().unwrap_or_default());
    // Lists have many dialogs that are alike.
    for dialog in 0..dialogs.clamp(1, DIALOGS_MAX) {
        if person.script(open, vec![json!(dialog)]).await == 0 {
            break;
        }
        let view = if dialog % 2 == 0 { narrow } else { wide };
        look(person, axe, &format!("{name}-open-{dialog}"), view, faults).await;
    }
    person.shows(1280, Scheme::Light).await;
}

/// Holds a page to the rules in one view of it.
async fn look(
    person: &Person,
    axe: &str,
    name: &str,
    (width, scheme): View,
    faults: &mut Vec<String>,
) {
    person.shows(width, scheme).await;
    let view = format!("{name}-{width}-{scheme:?}").to_lowercase();
    person.pictures(&view).await;
    let found = violations(person, axe).await;
    faults.extend(found.iter().map(|fault| format!("{view}: {fault}")));
}

/// Holds a page to what fits: on the narrowest phone, and with letters of twice the size.
async fn fits(person: &Person, name: &str, faults: &mut Vec<String>) {
    for (view, width, letters) in [("320 px", 320, 16), ("200 %", 1280, 32)] {
        person.shows(width, Scheme::Light).await;
        person.reads_in_letters_of(letters).await;
        if let Some(what) = does_not_fit(person).await {
            faults.push(format!("{name} at {view}: does not fit: {what}"));
        }
    }
    person.reads_in_letters_of(16).await;
}
