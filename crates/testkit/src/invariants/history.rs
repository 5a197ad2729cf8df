//! The history of one transfer.

use super::Entry;

/// Every step that the life of a transfer knows.
const STEPS: [(&str, &str); 10] = [
    ("pending", "approved"),
    ("pending", "rejected"),
    ("pending", "cancelled"),
    ("approved", "cancelled"),
    ("approved", "submitting"),
    ("submitting", "approved"),
    ("submitting", "broadcasted"),
    ("submitting", "failed"),
    ("broadcasted", "confirmed"),
    ("broadcasted", "failed"),
];

pub(super) fn check(entry: &Entry) {
    let steps = &entry.steps;
    assert_eq!(
        steps.last().map(String::as_str),
        Some(entry.kept.status.as_str())
    );
    let first = steps.first().map(String::as_str);
    assert!(matches!(first, Some("pending" | "approved")), "{entry:?}");
    for (from, to) in pairs(steps) {
        assert!(STEPS.contains(&(from, to)), "{from} to {to}: {entry:?}");
    }
    goes_back_only_unsent(entry);
}

/// Each attempt that was not sent, and that none came before which may have been, goes back; no
/// other does.
fn goes_back_only_unsent(entry: &Entry) {
    let returns = pairs(&entry.steps).filter(|step| *step == ("submitting", "approved"));
    let unsent = entry
        .attempts
        .iter()
        .take_while(|ending| ending.as_deref() == Some("not_sent"));
    assert_eq!(returns.count(), unsent.count(), "{entry:?}");
}

fn pairs(steps: &[String]) -> impl Iterator<Item = (&str, &str)> {
    let next = steps.iter().skip(1);
    steps
        .iter()
        .zip(next)
        .map(|(from, to)| (from.as_str(), to.as_str()))
}
