//! Faults that no test noticed: what a run found, and what the page explains.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

/// Names of faults without the place in their file, which every edit changes, and how often each
/// occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Survivors(BTreeMap<String, usize>);

impl Survivors {
    fn add(&mut self, name: &str) {
        *self.0.entry(name.to_owned()).or_default() += 1;
    }

    /// Those of one package, by what their names start with.
    pub(super) fn of(&self, beginning: &str) -> Self {
        let ours = self
            .0
            .iter()
            .filter(|(name, _)| name.starts_with(beginning));
        Self(ours.map(|(name, count)| (name.clone(), *count)).collect())
    }

    /// Those that occur here more often than there.
    pub(super) fn beyond<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(|(name, count)| **count > other.0.get(*name).copied().unwrap_or_default())
            .map(|(name, _)| name.as_str())
    }
}

/// What a run wrote down: a line for each, with its place.
pub(super) fn read_run(text: &str) -> Survivors {
    let mut survivors = Survivors::default();
    for line in text.lines().filter(|line| !line.is_empty()) {
        survivors.add(&without_place(line));
    }
    survivors
}

/// The page: items that start with a name between back quotes; a colon and the reason follow.
pub(super) fn read_list(page: &str) -> Result<Survivors> {
    let mut survivors = Survivors::default();
    for line in page.lines() {
        let Some(item) = line.strip_prefix("- `crates/") else {
            continue;
        };
        match item.split_once("`: ") {
            Some((name, reason)) if !reason.trim().is_empty() => {
                survivors.add(&format!("crates/{name}"));
            }
            _ => bail!("an item without a reason: {line}"),
        }
    }
    Ok(survivors)
}

/// `a.rs:12:5: replace x` without `:12:5`.
fn without_place(line: &str) -> String {
    let Some((place, what)) = line.split_once(": ") else {
        return line.to_owned();
    };
    let file = place.split(':').next().unwrap_or(place);
    format!("{file}: {what}")
}

#[cfg(test)]
mod tests {
    use super::{read_list, read_run};

    const RUN: &str = "\
crates/domain/src/a.rs:12:5: replace f -> bool with true
crates/domain/src/a.rs:14:9: replace < with <= in g
crates/domain/src/a.rs:15:9: replace < with <= in g
";

    #[test]
    fn each_survivor_needs_an_item_of_its_own() {
        let page = "\
# Page
- `crates/domain/src/a.rs: replace f -> bool with true`: it is always true.
- `crates/domain/src/a.rs: replace < with <= in g`: both are the same.
- `crates/bank/src/b.rs: replace h with ()`: nobody sees it.
";
        let (run, list) = (read_run(RUN), read_list(page).unwrap());
        let ours = list.of("crates/domain/");
        let unexplained: Vec<_> = run.beyond(&ours).collect();
        assert_eq!(
            unexplained,
            ["crates/domain/src/a.rs: replace < with <= in g"]
        );
        assert_eq!(ours.beyond(&run).count(), 0);
        let fewer = read_run("crates/domain/src/a.rs:14:9: replace < with <= in g");
        let out_of_date: Vec<_> = ours.beyond(&fewer).collect();
        assert_eq!(
            out_of_date,
            ["crates/domain/src/a.rs: replace f -> bool with true"]
        );
    }

    #[test]
    fn an_item_says_why() {
        let page = "- `crates/domain/src/a.rs: replace f -> bool with true`: ";
        assert!(read_list(page).is_err());
    }
}
