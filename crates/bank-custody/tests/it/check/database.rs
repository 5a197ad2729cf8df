//! Findings about the database.

use super::{Checked, check, contains};
use crate::server::Ground;

#[tokio::test]
async fn a_database_of_the_bank_is_recognised() {
    let ground = Ground::new().await;
    ground.serve().await.into_program().stop().await;
    let checked = Checked::of(check(&ground)).await;
    checked.failed(&[]);
    contains(&checked.says("database.version", "passed"), &["SQLite 3"]);
    let tables = checked.says("database.migrations", "passed");
    contains(&tables, &["up to date"]);
    checked.says("database.fingerprint", "passed");
}

#[tokio::test]
async fn tables_that_a_start_would_make_are_announced_and_not_made() {
    let ground = Ground::new().await;
    ground.home.write("empty.db", "");
    let invocation = || check(&ground).var("DATABASE_URL", "sqlite:empty.db");
    for _ in 0..2 {
        let checked = Checked::of(invocation()).await;
        checked.failed(&[]);
        contains(
            &checked.says("database.migrations", "passed"),
            &["migrate", "initial"],
        );
        checked.says("database.fingerprint", "skipped");
    }
}

#[tokio::test]
async fn the_database_of_another_installation_is_named() {
    let ground = Ground::new().await;
    ground.serve().await.into_program().stop().await;
    let other = Ground::new().await;
    let issuer = other.issuer();
    let checked = Checked::of(check(&ground).var("OIDC_ISSUER", issuer)).await;
    checked.failed(&["database.fingerprint"]);
    let says = checked.says("database.fingerprint", "failed");
    contains(&says, &["issuer", issuer, "DATABASE_URL"]);
    // It was looked at and not claimed.
    ground.serve().await.into_program().stop().await;
}

#[tokio::test]
async fn a_database_in_use_is_left_alone() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let checked = Checked::of(check(&ground)).await;
    checked.failed(&[]);
    let says = checked.says("database.reach", "warning");
    contains(&says, &["another process", "DATABASE_URL"]);
    server.api().get("/api/health").await.with(200);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named() {
    let ground = Ground::new().await;
    ground.home.write("notes.txt", &"no database\n".repeat(100));
    let checked = Checked::of(check(&ground).var("DATABASE_URL", "sqlite:notes.txt")).await;
    let words = checked.findings().filter(|it| it["outcome"] == "failed");
    let words: String = words.map(ToString::to_string).collect();
    contains(&words, &["not a database", "DATABASE_URL"]);
    assert!(!words.contains("host, port"), "{words}");
    // A path through a file cannot be made.
    let checked = Checked::of(check(&ground).var("DATABASE_URL", "sqlite:notes.txt/bank.db")).await;
    contains(
        &checked.says("database.reach", "failed"),
        &["cannot be made"],
    );
}

#[tokio::test]
async fn another_programs_file_is_told_and_left_as_it_is() {
    let ground = Ground::new().await;
    let path = ground.home.path("notes.db");
    let before = include_bytes!("notes.sqlite");
    std::fs::write(&path, before).unwrap();
    let checked = Checked::of(check(&ground).var("DATABASE_URL", "sqlite:notes.db")).await;
    checked.failed(&["database.migrations"]);
    let says = checked.says("database.migrations", "failed");
    contains(&says, &["not the bank's", "notes", "DATABASE_URL"]);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    for end in ["-wal", "-shm", "-journal", ".lock"] {
        let beside = ground.home.path(&format!("notes.db{end}"));
        assert!(!beside.exists(), "{}", beside.display());
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_where_no_file_can_be_made_is_told() {
    let ground = Ground::new().await;
    // Its rights let root write, and yet nobody can.
    let checked = Checked::of(check(&ground).var("DATABASE_URL", "sqlite:/dev/pts/bank.db")).await;
    checked.failed(&["database.reach"]);
    let says = checked.says("database.reach", "failed");
    contains(&says, &["cannot be made", "folder"]);
}

#[tokio::test]
async fn a_server_out_of_reach_is_named_without_its_password() {
    let ground = Ground::new().await;
    let url = "postgres://bank:s3cret@127.0.0.1:1/bank";
    let checked = Checked::of(check(&ground).var("DATABASE_URL", url)).await;
    checked.failed(&["database.reach"]);
    let says = checked.says("database.reach", "failed");
    contains(
        &says,
        &["cannot be opened", "refused", "password", "DATABASE_URL"],
    );
}

/// Looks at a server as it is; needs `TEST_POSTGRES_URL`, which `cargo xtask test` provides.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test's own setting")]
async fn a_server_is_asked_for_its_version_and_a_wrong_password_is_told() {
    let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
        assert!(std::env::var("CI").is_err(), "TEST_POSTGRES_URL is not set");
        println!("SKIP: TEST_POSTGRES_URL is not set, check was not tried on PostgreSQL");
        return;
    };
    let ground = Ground::new().await;
    let checked = Checked::of(check(&ground).var("DATABASE_URL", &url)).await;
    checked.says("database.reach", "passed");
    contains(
        &checked.says("database.version", "passed"),
        &["PostgreSQL 1"],
    );

    // A role that may not create looks like one that finds no schema to create in.
    let mut bare = url::Url::parse(&url).unwrap();
    let option = "-c search_path=no_such_schema";
    bare.query_pairs_mut().append_pair("options", option);
    let checked = Checked::of(check(&ground).var("DATABASE_URL", bare.as_str())).await;
    checked.failed(&["database.migrations"]);
    let says = checked.says("database.migrations", "failed");
    contains(&says, &["may not create tables", "CREATE on the schema"]);

    let mut wrong = url::Url::parse(&url).unwrap();
    wrong.set_password(Some("s3cret")).unwrap();
    let checked = Checked::of(check(&ground).var("DATABASE_URL", wrong.as_str())).await;
    checked.failed(&["database.reach"]);
    contains(
        &checked.says("database.reach", "failed"),
        &["password authentication failed", "DATABASE_URL"],
    );
}
