//! Backups of an SQLite file, and putting one back.

use std::path::Path;

use store::backup::restore_sqlite;
use store::recovery::Recovery;
use store::{Error, Store, StoreOptions};

use crate::fixture::{START, person};

async fn open(folder: &Path) -> (String, Store) {
    let url = format!("sqlite:{}", folder.join("bank.db").display());
    let store = Store::open(&url, StoreOptions::default()).await.unwrap();
    store.migrate().await.unwrap();
    (url, store)
}

async fn sign_in(store: &Store, name: &str) {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.sync_user(&person(name), START, START).await.unwrap();
    tx.commit().await.unwrap();
}

async fn people(store: &Store) -> u32 {
    store.count_customers().await.unwrap()
}

#[tokio::test]
async fn a_backup_is_taken_while_the_bank_runs_and_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (url, store) = open(folder.path()).await;
    sign_in(&store, "Alice").await;
    // Another process: it takes no lock and cannot write.
    let looking = Store::open_for_reading(&url).await.unwrap();
    assert_eq!(people(&looking).await, 1);
    let mut tx = looking.begin(crate::TEST).await.unwrap();
    assert!(tx.end_recovery().await.is_err());
    drop(tx);
    let copy = folder.path().join("copy.db");
    looking.back_up_sqlite(&copy, START).await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = copy.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = looking.back_up_sqlite(&copy, START).await;
    assert!(matches!(again, Err(Error::Exists(_))), "{again:?}");
    looking.close().await;
    sign_in(&store, "Bob").await;
    assert_eq!(store.recovery().await.unwrap(), Recovery::default());

    let running = restore_sqlite(&url, &copy, START).await;
    assert!(matches!(running, Err(Error::Locked)), "{running:?}");
    store.close().await;
    let restored = restore_sqlite(&url, &copy, START).await.unwrap();
    assert_eq!(restored.backup_at, START);
    let former = format!("sqlite:{}", restored.former.unwrap().display());
    let former = Store::open_for_reading(&former).await.unwrap();
    assert_eq!(people(&former).await, 2, "nothing is lost");
    former.close().await;
    let store = Store::open(&url, StoreOptions::default()).await.unwrap();
    assert_eq!(people(&store).await, 1);
    let recovery = store.recovery().await.unwrap();
    assert!(recovery.is_fresh_backup(), "{recovery:?}");
    store.close().await;
}

#[tokio::test]
async fn only_whole_backups_are_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let (url, store) = open(folder.path()).await;
    sign_in(&store, "Alice").await;
    let copy = folder.path().join("copy.db");
    store.back_up_sqlite(&copy, START).await.unwrap();
    store.close().await;
    let whole = std::fs::read(&copy).unwrap();

    let none = folder.path().join("none.db");
    let missing = restore_sqlite(&url, &none, START).await;
    assert!(matches!(missing, Err(Error::Unavailable(_))), "{missing:?}");
    for bytes in [
        b"no database".to_vec(),
        whole[..whole.len() / 2].to_vec(),
        Vec::new(),
    ] {
        std::fs::write(&none, bytes).unwrap();
        let refused = restore_sqlite(&url, &none, START).await;
        assert!(
            matches!(refused, Err(Error::NoBackup | Error::Unavailable(_))),
            "{refused:?}"
        );
    }
    // The bank's own file is no backup: a copy of it would start as if nothing had happened.
    let raw = folder.path().join("bank.db");
    let refused = restore_sqlite(&url, &raw, START).await;
    assert!(matches!(refused, Err(Error::NoBackup)), "{refused:?}");
    let store = Store::open(&url, StoreOptions::default()).await.unwrap();
    assert_eq!(people(&store).await, 1, "the database was left alone");
    store.close().await;
}
