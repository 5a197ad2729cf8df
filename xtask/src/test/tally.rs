//! Reading what `cargo test` prints.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Which package a test program belongs to, by the program's file name.
pub(crate) type Binaries = BTreeMap<String, String>;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: usize,
    failed: usize,
    ignored: usize,
}

/// The tests counted so far, by crate.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    by_crate: BTreeMap<String, Counts>,
    current: String,
    /// Tests that failed, each with its crate.
    pub(crate) failed_names: Vec<String>,
}

impl Tally {
    /// Takes in one line of output. `false` if it only says that all is well, so that it need not
    /// be shown.
    pub(crate) fn read(&mut self, line: &str, binaries: &Binaries) -> bool {
        let trimmed = line.trim();
        if let Some(rest) = trimmed.strip_prefix("Running ") {
            if let Some(program) = program_of(rest) {
                self.current = binaries.get(program).cloned().unwrap_or(program.to_owned());
            }
        } else if let Some(name) = trimmed.strip_prefix("Doc-tests ") {
            self.current = name.replace('_', "-");
        } else if let Some(counts) = trimmed.strip_prefix("test result: ") {
            self.add(counts);
        } else if let Some(rest) = trimmed.strip_prefix("test ") {
            if let Some(name) = rest.strip_suffix(" ... FAILED") {
                self.failed_names.push(format!("{} {name}", self.current));
            }
            return !rest.ends_with(" ... ok") && !rest.ends_with(" - should panic ... ok");
        }
        !(trimmed.is_empty() || trimmed.starts_with("running "))
    }

    /// Adds up a line like `ok. 2 passed; 0 failed; 1 ignored; …`.
    fn add(&mut self, text: &str) {
        let counts = self.by_crate.entry(self.current.clone()).or_default();
        for part in text.split([';', '.']) {
            let Some((number, word)) = part.trim().split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<usize>() else {
                continue;
            };
            match word {
                "passed" => counts.passed += number,
                "failed" => counts.failed += number,
                "ignored" => counts.ignored += number,
                _ => {}
            }
        }
    }

    pub(crate) fn passed(&self) -> usize {
        self.by_crate.values().map(|counts| counts.passed).sum()
    }

    pub(crate) fn failed(&self) -> usize {
        self.by_crate.values().map(|counts| counts.failed).sum()
    }

    /// One line a crate that has tests.
    pub(crate) fn table(&self) -> String {
        let mut table = String::new();
        for (
            name,
            Counts {
                passed,
                failed,
                ignored,
            },
        ) in &self.by_crate
        {
            if passed + failed + ignored > 0 {
                // Writing to a String cannot fail.
                let _ = writeln!(
                    table,
                    "{name:<26} {passed:>5} passed {failed:>5} failed {ignored:>5} ignored"
                );
            }
        }
        table
    }
}

/// The file name in `unittests src/lib.rs (target/debug/deps/idp-e35baf06da30bf6e)`.
fn program_of(text: &str) -> Option<&str> {
    let (_, path) = text.rsplit_once('(')?;
    path.strip_suffix(')')?.rsplit('/').next()
}

#[cfg(test)]
mod tests {
    use super::{Binaries, Tally};

    const OUTPUT: &str = "\
   Compiling idp v0.1.0
     Running unittests src/lib.rs (target/debug/deps/idp-e35baf06da30bf6e)

running 2 tests
test pkce::tests::accepts ... ok
test pkce::tests::refuses ... FAILED

failures:
    pkce::tests::refuses

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/it/main.rs (target/debug/deps/it-4e11f8395e27df7e)
test result: ok. 48 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 2.87s
   Doc-tests bank_custody
test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.12s
";

    #[test]
    fn counts_by_crate_and_names_what_failed() {
        let binaries = Binaries::from([
            ("idp-e35baf06da30bf6e".to_owned(), "idp".to_owned()),
            ("it-4e11f8395e27df7e".to_owned(), "idp".to_owned()),
        ]);
        let mut tally = Tally::default();
        let shown = OUTPUT
            .lines()
            .filter(|line| tally.read(line, &binaries))
            .count();
        assert_eq!((tally.passed(), tally.failed()), (52, 1));
        assert_eq!(tally.failed_names, ["idp pkce::tests::refuses"]);
        assert_eq!(
            tally.table(),
            "bank-custody                   3 passed     0 failed     0 ignored\n\
             idp                           49 passed     1 failed     2 ignored\n"
        );
        // Hidden: what passed, the empty lines and `running 2 tests`.
        assert_eq!(shown, 10);
    }
}
