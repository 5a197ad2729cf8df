//! The page for auditors: every test that it names exists.

use super::read;

const PAGE: &str = "docs/guarantees.md";

/// The section that promises nothing.
const LAST: &str = "What is not guaranteed";

/// Words between back quotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether a file has a test of this name: marked as one, or one of a suite that runs on each
/// database.
fn has_test(file: &str, name: &str) -> bool {
    let lines: Vec<&str> = file.lines().collect();
    let begins = format!("fn {name}(");
    let Some(at) = lines.iter().position(|line| line.contains(&begins)) else {
        return false;
    };
    let marked = |line: &&str| line.trim().starts_with("#[") && line.contains("test");
    let before = lines[..at].iter().rev();
    let mut marks = before.take_while(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('}')
    });
    marks.any(marked) || lines[at].contains("&TestStore")
}

#[test]
fn every_test_that_is_named_exists() {
    let page = read(PAGE);
    let sections: Vec<&str> = page.split("\n## ").skip(1).collect();
    assert!(sections.len() > 10, "{} sections", sections.len());
    for section in sections {
        let title = section.lines().next().unwrap();
        let mut named = 0;
        for line in section.lines().filter(|line| line.starts_with("- `")) {
            let mut words = quoted(line);
            let path = words.next().unwrap();
            let file = read(path);
            for name in words {
                assert!(
                    has_test(&file, name),
                    "{PAGE}, {title}: no {name} in {path}"
                );
                named += 1;
            }
        }
        assert_eq!(named == 0, title == LAST, "{title}: {named} tests");
    }
}
