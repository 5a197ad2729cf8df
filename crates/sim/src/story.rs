//! What happened in a run, for whoever has to understand a violation.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bank::Clock as _;

use crate::turns::{START, Turns};

/// The lines of a run, and short names for what has long ids. Clones share it.
#[derive(Clone)]
pub(crate) struct Story {
    turns: Turns,
    told: Arc<Mutex<Told>>,
}

#[derive(Default)]
struct Told {
    lines: Vec<String>,
    names: HashMap<String, String>,
    counts: HashMap<&'static str, u32>,
}

impl fmt::Debug for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Story")
    }
}

impl Story {
    pub(crate) fn new(turns: &Turns) -> Self {
        Self {
            turns: turns.clone(),
            told: Arc::default(),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Told) -> T) -> T {
        act(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a line.
    pub(crate) fn tell(&self, line: impl fmt::Display) {
        let since = self.turns.now() - START;
        let millis = since.subsec_milliseconds();
        let line = format!("{:>5}.{millis:03} s  {line}", since.whole_seconds());
        self.with(|told| told.lines.push(line));
    }

    /// The short name of a thing, as in `transfer-3`.
    pub(crate) fn name(&self, kind: &'static str, id: impl fmt::Display) -> String {
        let id = id.to_string();
        self.with(|told| {
            let Told { names, counts, .. } = told;
            names
                .entry(id)
                .or_insert_with(|| {
                    let count = counts.entry(kind).or_default();
                    *count += 1;
                    format!("{kind}-{count}")
                })
                .clone()
        })
    }

    /// The lines that tell of a thing and of what befell the bank as a whole, or all of them.
    pub(crate) fn about(&self, name: Option<&str>) -> Vec<String> {
        let Some(name) = name else {
            return self.with(|told| told.lines.clone());
        };
        let tells = |line: &String| {
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '-');
            line.contains("  * ") || words.any(|word| word == name)
        };
        self.with(|told| {
            told.lines
                .iter()
                .filter(|line| tells(line))
                .cloned()
                .collect()
        })
    }
}
