//! How stores are opened.

use store::{Error, Store, StoreOptions};

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
