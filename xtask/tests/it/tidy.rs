use serde_json::json;
use xtask::tidy::arrows::{self, Arrows};
use xtask::tidy::migrations::with_new;
use xtask::tidy::{self, Severity, Tree};

const DOCS: &str = "//! A.\n//!\n//! # What lives here\n//! # What must never be here\n//! # Where to start reading\n";
const MAP: &str = "# Map\n\n```arrows\na ->\nb -> a\n```\n\nSee `crates/a` and `README.md`.\n";
/// `one` and `two`.
const CHECKSUMS: &str = "\
7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed  postgres/0001_one.sql
3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3  sqlite/0001_one.sql
";
const CHECKSUMS_FILE: &str = "crates/store/migrations/CHECKSUMS";

/// A house without a fault, then with the given files instead.
fn house<'a>(changes: &[(&'a str, &'a str)]) -> Tree {
    let clean = [
        ("ARCHITECTURE.md", MAP),
        (
            "README.md",
            "Read `ARCHITECTURE.md`, then `crates/a/src/lib.rs` and `docs/`.\n",
        ),
        ("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n"),
        ("docs/guide.md", "Be kind.\n"),
        ("crates/a/Cargo.toml", ""),
        ("crates/a/src/lib.rs", DOCS),
        ("crates/b/Cargo.toml", ""),
        ("crates/b/src/main.rs", DOCS),
        (CHECKSUMS_FILE, CHECKSUMS),
        ("crates/store/migrations/postgres/0001_one.sql", "one"),
        ("crates/store/migrations/sqlite/0001_one.sql", "two"),
    ];
    Tree::of(clean.into_iter().chain(changes.iter().copied()))
}

fn drawn() -> Arrows {
    Arrows::from([
        ("a".to_owned(), [].into()),
        ("b".to_owned(), ["a".to_owned()].into()),
    ])
}

/// What tidy says of the house with these files instead, one line a finding.
fn findings(changes: &[(&str, &str)]) -> Vec<String> {
    tidy::check(&house(changes), &drawn())
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn assert_only(changes: &[(&str, &str)], expected: &str) {
    let findings = findings(changes);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(
        findings
            .iter()
            .all(|it| it.starts_with("error: ") && it.contains(expected)),
        "{findings:?}"
    );
}

#[test]
fn a_clean_house_has_no_findings() {
    assert_eq!(findings(&[]), [] as [&str; 0]);
}

#[test]
fn arrows_must_be_on_the_map() {
    let arrows = |name: &str, targets: &[&str]| {
        let mut arrows = drawn();
        arrows.insert(
            name.to_owned(),
            targets.iter().map(|&it| it.to_owned()).collect(),
        );
        let findings = tidy::check(&house(&[]), &arrows);
        findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let extra = arrows("a", &["b"]);
    assert_eq!(
        extra,
        ["error: ARCHITECTURE.md:4: a depends on b, an arrow that is not on the map"]
    );
    let missing = arrows("b", &[]);
    assert_eq!(
        missing,
        ["error: ARCHITECTURE.md:5: the map draws b -> a, which Cargo does not know"]
    );
    assert_eq!(
        arrows("c", &[]),
        ["error: ARCHITECTURE.md:3: c is not listed"]
    );

    let ghost = MAP.replace("a ->\n", "a ->\nc -> a\n");
    assert_only(&[("ARCHITECTURE.md", &ghost)], "there is no crate c");
    assert_only(&[("ARCHITECTURE.md", "# Map\n")], "has no list of arrows");
    let odd = MAP.replace("a ->\n", "a ->\nnonsense\n");
    assert_only(&[("ARCHITECTURE.md", &odd)], "is not of the form");
}

#[test]
fn arrows_are_the_normal_and_build_dependencies_on_our_own_crates() {
    let metadata = json!({"packages": [
        {"name": "a", "dependencies": [{"name": "serde", "kind": null}]},
        {"name": "b", "dependencies": [
            {"name": "a", "kind": null, "path": "/a"},
            {"name": "c", "kind": "build", "path": "/c"},
            {"name": "d", "kind": "dev", "path": "/d"},
        ]},
    ]});
    let arrows = arrows::of_metadata(&metadata).unwrap();
    let expected = [
        ("a".to_owned(), [].into()),
        ("b".to_owned(), ["a".to_owned(), "c".to_owned()].into()),
    ];
    assert_eq!(arrows, Arrows::from(expected));
}

#[test]
fn long_files_are_warned_about_then_refused() {
    let file = |lines: usize| format!("{DOCS}{}", "\n".repeat(lines - DOCS.lines().count()));
    assert_eq!(
        findings(&[("crates/a/src/lib.rs", &file(400))]),
        [] as [&str; 0]
    );
    let warned = tidy::check(&house(&[("crates/a/src/lib.rs", &file(600))]), &drawn());
    assert_eq!(
        warned.iter().map(|it| it.severity).collect::<Vec<_>>(),
        [Severity::Warning]
    );
    assert_only(&[("crates/a/src/lib.rs", &file(601))], "601 lines");
}

#[test]
fn unfinished_work_and_machine_paths_do_not_land() {
    let refused = [
        concat!("// TO", "DO: later"),
        concat!("// FIX", "ME"),
        concat!("// XX", "X"),
        concat!("fn f() { todo", "!() }"),
        concat!("fn f() { unimplemented", "!() }"),
        concat!("const P: &str = \"/ho", "me/ann/x\";"),
        concat!("const P: &str = \"/wo", "rk/x\";"),
    ];
    for line in refused {
        assert_only(&[("crates/a/src/x.rs", line)], "crates/a/src/x.rs:1: ");
    }
    let fine = "// A method, TODOS, fxFIXMEs, https://x.example/home/ann, network/root/x.";
    assert_eq!(findings(&[("crates/a/src/x.rs", fine)]), [] as [&str; 0]);
}

#[test]
fn the_vendor_is_named_in_its_rooms_only() {
    let name = concat!("Df", "ns");
    for path in [
        "crates/a/src/x.rs",
        "crates/a/tests/it/main.rs",
        "clippy.toml",
    ] {
        assert_only(&[(path, name)], "vendor's name outside its rooms");
    }
    let path = format!("crates/a/src/{}.rs", name.to_lowercase());
    assert_only(&[(&path, "")], "its path holds");
    let rooms = [
        concat!("crates/df", "ns/src/client.rs"),
        concat!("crates/custody-df", "ns/src/adapter.rs"),
        concat!("crates/df", "ns-sandbox/src/server.rs"),
        "crates/bank-custody/src/config/custody.rs",
        "crates/testkit/src/bank.rs",
        "crates/a/Cargo.toml",
        "docs/custody.md",
    ];
    for path in rooms {
        let changes = [(path, name), ("crates/a/Cargo.toml", name)];
        assert_eq!(findings(&changes), [] as [&str; 0], "{path}");
    }
}

#[test]
fn pages_name_paths_that_exist() {
    assert_only(
        &[("README.md", "See `docs/none.md`.")],
        "README.md:1: `docs/none.md`",
    );
    assert_only(
        &[("README.md", "\nSee `SECURITY.md`.")],
        "README.md:2: `SECURITY.md`",
    );
    let other =
        "`POST /api/x`, `/docs`, `data/demo`, `http://x/docs/y`, `docs/<name>.md`, docs/none";
    assert_eq!(findings(&[("README.md", other)]), [] as [&str; 0]);
}

#[test]
fn every_crate_has_its_three_parts() {
    let short = DOCS.replace("//! # What must never be here\n", "");
    assert_only(
        &[("crates/b/src/main.rs", &short)],
        "`What must never be here`",
    );
    // A heading further down is not at the door.
    let late = format!("{short}\nfn f() {{}}\n//! # What must never be here\n");
    assert_only(
        &[("crates/a/src/lib.rs", &late)],
        "`What must never be here`",
    );
}

#[test]
fn landed_migrations_never_change() {
    let postgres = "crates/store/migrations/postgres/0001_one.sql";
    assert_only(
        &[(postgres, "one, edited")],
        "postgres/0001_one.sql has landed",
    );

    let both = [
        ("crates/store/migrations/postgres/0002_two.sql", "a"),
        ("crates/store/migrations/sqlite/0002_two.sql", "b"),
    ];
    let unrecorded = findings(&both);
    assert_eq!(unrecorded.len(), 2, "{unrecorded:?}");
    let (text, added) = with_new(&house(&both));
    assert_eq!(added, ["postgres/0002_two.sql", "sqlite/0002_two.sql"]);
    assert!(text.starts_with(CHECKSUMS));
    let recorded: Vec<_> = both
        .into_iter()
        .chain([(CHECKSUMS_FILE, text.as_str())])
        .collect();
    assert_eq!(findings(&recorded), [] as [&str; 0]);

    let one_side = ("crates/store/migrations/sqlite/0002_two.sql", "b");
    let (text, _) = with_new(&house(&[one_side]));
    assert_only(
        &[one_side, (CHECKSUMS_FILE, &text)],
        "0002_two.sql exists for one database only",
    );
    // A record of a file that is gone.
    let gone = format!("{CHECKSUMS}00  sqlite/0000_zero.sql\n");
    assert_only(
        &[(CHECKSUMS_FILE, &gone)],
        "sqlite/0000_zero.sql has landed",
    );
}

#[test]
fn the_changelog_has_sections() {
    assert_eq!(
        findings(&[("CHANGELOG.md", "## [1.2.3] - 2026-01-01\n")]),
        [] as [&str; 0]
    );
    assert_only(
        &[("CHANGELOG.md", "# Changelog\n## Unreleased\n")],
        "has no section",
    );
}
