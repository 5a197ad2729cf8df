use xtask::tidy::{self, Severity, Tree};

/// Keeps the house clean for whoever runs plain `cargo test`.
#[test]
fn the_house_is_tidy() {
    let root = xtask::root().unwrap();
    let tree = Tree::read(&root).unwrap();
    let findings = tidy::check(&tree, &tidy::arrows::of_workspace(&root).unwrap());
    let refused: Vec<_> = findings
        .into_iter()
        .filter(|finding| finding.severity == Severity::Refused)
        .map(|finding| finding.to_string())
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
