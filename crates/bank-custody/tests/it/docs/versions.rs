//! Versions that pages name are those that are tested.

use serde_json::Value;

use super::{
    all_pages,
    blocks::{Mark, blocks},
    read,
};

/// Packages of a judges' folder in JavaScript, with their versions.
fn node(folder: &str) -> Vec<(String, String)> {
    let manifest: Value = serde_json::from_str(&read(&format!("judges/{folder}/package.json")))
        .expect("package.json is JSON");
    let packages = manifest["dependencies"].as_object().unwrap().iter();
    packages
        .map(|(name, version)| (name.clone(), version.as_str().unwrap().to_owned()))
        .collect()
}

/// Those in Python: the first is what judges, the others are what it needs.
fn python(folder: &str) -> Vec<(String, String)> {
    let requirements = read(&format!("judges/{folder}/requirements.txt"));
    let lines = requirements.lines().filter(|line| !line.starts_with('#'));
    let pinned = lines.map(|line| line.split_once("==").expect(line));
    pinned
        .map(|(name, version)| (name.to_lowercase(), version.to_owned()))
        .collect()
}

#[test]
fn what_is_installed_is_what_the_examples_are_run_with() {
    let (node, python) = (node("custody"), python("custody"));
    let mut found = 0;
    for page in all_pages() {
        for block in blocks(&read(&page)) {
            if !block.is_shell() || block.shell_mark() != Mark::Install {
                continue;
            }
            for line in block.commands() {
                let words = line.split_whitespace().skip(2);
                for word in words.filter(|word| !word.starts_with('-')) {
                    let (name, version, pinned) = match word.split_once("==") {
                        Some((name, version)) => (name, version, &python),
                        None => {
                            let (name, version) = word.rsplit_once('@').expect(word);
                            (name, version, &node)
                        }
                    };
                    let is_pinned = |it: &(String, String)| it.0 == name && it.1 == version;
                    assert!(pinned.iter().any(is_pinned), "{page}: {word}");
                    found += 1;
                }
            }
        }
    }
    assert_eq!(found, 3);
}

#[test]
fn the_page_of_the_judges_names_their_versions() {
    let page = read("judges/README.md");
    let folders = ["custody", "identity", "browser"];
    let mut packages: Vec<_> = folders.into_iter().flat_map(node).collect();
    for folder in ["custody", "identity", "api"] {
        packages.extend(python(folder).into_iter().take(1));
    }
    for (name, version) in packages {
        let named = format!("`{name}` {version}");
        assert!(page.contains(&named), "judges/README.md: no {named}");
    }
}
