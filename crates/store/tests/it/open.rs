//! How stores are opened.

use sqlx::{ConnectOptions as _, Connection as _};
use store::{Error, SteadyTimeSource, Store, StoreOptions, TimeSource as _};

use crate::fixture::TestDatabase;

#[tokio::test]
async fn one_store_owns_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite://{}",
        folder.path().join("new/folder/bank.db").display()
    );
    let first = Store::open(&url, StoreOptions::default()).await.unwrap();
    let second = Store::open(&url, StoreOptions::default()).await;
    assert!(matches!(second, Err(Error::Locked)), "{second:?}");
    first.close().await;
    Store::open(&url, StoreOptions::default())
        .await
        .unwrap()
        .close()
        .await;
}

#[tokio::test]
async fn an_inspection_leaves_file_and_folder_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    let mut other = options.create_if_missing(true).connect().await.unwrap();
    sqlx::query("CREATE TABLE notes (text TEXT)")
        .execute(&mut other)
        .await
        .unwrap();
    other.close().await.unwrap();
    let before = std::fs::read(&path).unwrap();
    let url = format!("sqlite:{}", path.display());
    let store = Store::open_for_inspection(&url).await.unwrap();
    assert_eq!(store.foreign_tables().await.unwrap(), ["notes"]);
    store.close().await;
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Nodes that start together find an empty database, and none fails.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_nodes_bring_the_tables_up_to_date_at_once() {
    let Some(database) = TestDatabase::create_empty().await else {
        return;
    };
    let starts = (0..10).map(|_| async {
        let store = Store::open(&database.url, StoreOptions::default())
            .await
            .unwrap();
        let migrated = store.migrate().await;
        let pending = store.migrations().await.unwrap();
        store.close().await;
        (migrated, pending)
    });
    for (migrated, left) in futures::future::join_all(starts).await {
        migrated.unwrap();
        assert_eq!(left, store::Migrations::default());
    }
    let mut owner = sqlx::PgConnection::connect(&database.url).await.unwrap();
    let applied = "SELECT version FROM _sqlx_migrations WHERE success";
    let applied: Vec<i64> = sqlx::query_scalar(applied)
        .fetch_all(&mut owner)
        .await
        .unwrap();
    assert!(!applied.is_empty());
    owner.close().await.unwrap();
    database.drop().await;
}

/// A role that may read and write the tables and make none, as the owner would set it up.
#[tokio::test]
async fn a_role_without_the_right_to_make_tables_starts_on_finished_ones() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let role = format!("r_{}", uuid::Uuid::new_v4().simple());
    let mut owner = sqlx::PgConnection::connect(&database.url).await.unwrap();
    let raw = async |owner: &mut sqlx::PgConnection, text: String| {
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(text))
            .execute(owner)
            .await;
        done.unwrap();
    };
    let rights = "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public";
    let grants = format!(
        "CREATE ROLE {role} LOGIN PASSWORD 's3cret'; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
         GRANT {rights} TO {role}"
    );
    raw(&mut owner, grants).await;
    let (_, place) = database.url.split_once('@').unwrap();
    let url = format!("postgres://{role}:s3cret@{place}");

    let store = Store::open(&url, StoreOptions::default()).await.unwrap();
    store.migrate().await.unwrap();
    assert!(!store.may_create_tables().await.unwrap());
    raw(
        &mut owner,
        "DELETE FROM _sqlx_migrations WHERE version = 4".to_owned(),
    )
    .await;
    let refused = store.migrate().await;
    assert!(matches!(refused, Err(Error::Migration(_))), "{refused:?}");
    store.close().await;

    raw(
        &mut owner,
        format!("DROP OWNED BY {role}; DROP ROLE {role}"),
    )
    .await;
    owner.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn other_urls_are_refused() {
    for url in [
        "",
        "sqlite",
        "sqlite:",
        "sqlite::memory:",
        "sqlite:a?mode=ro",
        "mysql://x",
        "postgres://[",
    ] {
        let refused = Store::open(url, StoreOptions::default()).await;
        assert!(
            matches!(refused, Err(Error::InvalidUrl { .. })),
            "{url}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_closed_store_is_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("bank.db").display());
    let store = Store::open(&url, StoreOptions::default()).await.unwrap();
    store.ping().await.unwrap();
    store.close().await;
    let gone = store.ping().await;
    assert!(matches!(gone, Err(Error::Unavailable(_))), "{gone:?}");
    let gone = store.begin(crate::TEST).await;
    assert!(matches!(gone, Err(Error::Unavailable(_))), "{gone:?}");
}

#[tokio::test]
async fn what_was_committed_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("bank.db").display());
    let mut boots = Vec::new();
    for _ in 0..2 {
        let store = Store::open(&url, StoreOptions::default()).await.unwrap();
        store.migrate().await.unwrap();
        let mut tx = store.begin(crate::TEST).await.unwrap();
        boots.push(
            tx.register_node("a", crate::fixture::START)
                .await
                .unwrap()
                .boot,
        );
        tx.commit().await.unwrap();
        store.close().await;
    }
    assert_eq!(boots, [1, 2]);
}

/// The bits of a mode that are not the file's type.
#[cfg(unix)]
fn mode_of(path: &std::path::Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = data.join("bank.db");
    let url = format!("sqlite:{}", file.display());
    for old_mode in [None, Some(0o644)] {
        if let Some(mode) = old_mode {
            let open = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(&file, open).unwrap();
        }
        let store = Store::open(&url, StoreOptions::default()).await.unwrap();
        store.migrate().await.unwrap();
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.register_node("a", crate::fixture::START).await.unwrap();
        tx.commit().await.unwrap();
        for name in ["bank.db", "bank.db-wal", "bank.db-shm", "bank.db.lock"] {
            assert_eq!(mode_of(&data.join(name)), 0o600, "{name}, {old_mode:?}");
        }
        store.close().await;
    }
    assert_eq!(mode_of(&data), 0o700);
}

/// As it does when the disk is full: the transaction is gone before the program has undone it.
#[tokio::test]
async fn a_transaction_that_sqlite_itself_undoes_keeps_nobody_from_the_next() {
    crate::fixture::on_sqlite(async |store| {
        let undoes = "CREATE TRIGGER undoes BEFORE INSERT ON nodes
                      BEGIN SELECT RAISE(ROLLBACK, 'undone'); END";
        store.raw(undoes).await.unwrap();
        for _ in 0..2 {
            let mut tx = store.begin(crate::TEST).await.unwrap();
            tx.register_node("a", crate::fixture::START)
                .await
                .unwrap_err();
        }
        store.raw("DROP TRIGGER undoes").await.unwrap();
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.register_node("a", crate::fixture::START).await.unwrap();
        tx.commit().await.unwrap();
    })
    .await;
}

#[test]
fn the_lease_clock_does_not_follow_the_machines() {
    // As if the machine's clock had been set since: this one goes on from where it began.
    for anchor in [
        time::OffsetDateTime::UNIX_EPOCH,
        time::macros::datetime!(2999-01-01 0:00 UTC),
    ] {
        let clock = SteadyTimeSource::starting_at(anchor);
        let (first, second) = (clock.now(), clock.now());
        assert!(anchor <= first && first <= second);
        assert!(second - anchor < time::Duration::days(1));
    }
}
