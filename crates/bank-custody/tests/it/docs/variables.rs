//! Three lists of variables: the code's, `.env.example`, and the tables of the configuration page.

use std::collections::BTreeSet;

use bank_custody::config::VARIABLES;

use super::root;

fn in_code() -> BTreeSet<String> {
    VARIABLES.iter().map(|it| it.name.to_owned()).collect()
}

#[test]
fn the_example_lists_every_variable_commented_out() {
    let example = std::fs::read_to_string(root().join(".env.example")).unwrap();
    let mut listed = BTreeSet::new();
    for line in example.lines().filter(|line| !line.is_empty()) {
        let text = line.strip_prefix('#').expect("each line is commented out");
        let assignment = text.split_once('=').filter(|(name, _)| {
            name.starts_with(|it: char| it.is_ascii_uppercase()) && !name.contains(' ')
        });
        if let Some((name, _)) = assignment {
            assert!(listed.insert(name.to_owned()), "{name} stands twice");
        }
    }
    assert_eq!(listed, in_code());
}

#[test]
fn the_configuration_page_has_a_row_for_every_variable() {
    let page = std::fs::read_to_string(root().join("docs/configuration.md")).unwrap();
    let mut rows = BTreeSet::new();
    for line in page.lines() {
        let cell = line
            .strip_prefix("| `")
            .and_then(|rest| rest.split_once('`'));
        if let Some((name, _)) = cell {
            assert!(rows.insert(name.to_owned()), "{name} stands twice");
        }
    }
    assert_eq!(rows, in_code());
}

/// No variable is listed that nothing reads.
#[test]
fn every_variable_is_read_somewhere() {
    let sources = sources(&root().join("crates/bank-custody/src"));
    for variable in VARIABLES.iter().filter(|it| !it.environment_only) {
        let name = format!("\"{}\"", variable.name);
        let read = sources.iter().any(|text| text.contains(&name));
        assert!(read, "{name}");
    }
}

/// The texts of all source files but the list itself.
fn sources(directory: &std::path::Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(sources(&path));
        } else if !path.ends_with("config/variables.rs") {
            texts.push(std::fs::read_to_string(&path).unwrap());
        }
    }
    texts
}
