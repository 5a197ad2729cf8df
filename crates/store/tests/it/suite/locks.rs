//! What is locked while a transaction is open: on PostgreSQL the rows that were asked for, on
//! SQLite everything.

use domain::delegation::Grant;
use store::{Engine, Error, Tx};

use crate::fixture::TestStore;

/// Whether another transaction would have to wait for a lock on all rows of a table.
async fn is_held(store: &TestStore, table: &str, strength: &str) -> bool {
    let attempt = match store.engine() {
        Engine::Sqlite => "BEGIN IMMEDIATE".to_owned(),
        Engine::Postgres => format!("SELECT 1 FROM {table} FOR {strength} NOWAIT"),
    };
    match store.raw(&attempt).await {
        Ok(_) => false,
        Err(Error::Busy(_)) => true,
        Err(error) => panic!("{attempt}: {error:?}"),
    }
}

/// Expects that a transaction keeps out one kind of lock and lets another in.
async fn assert_held(store: &TestStore, tx: Tx, table: &str, held: &str, free: Option<&str>) {
    assert!(is_held(store, table, held).await, "{table}: {held}");
    if let Some(free) = free {
        // SQLite's writers are alone: there is no weaker lock that they would let in.
        let expected = store.engine() == Engine::Sqlite;
        assert_eq!(is_held(store, table, free).await, expected, "{table}: {free}");
    }
    tx.rollback().await.unwrap();
    assert!(!is_held(store, table, "UPDATE").await, "{table}");
}

pub(crate) async fn shared_locks_let_others_share(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.lock_pause_shared().await.unwrap();
    assert_held(store, tx, "pause", "NO KEY UPDATE", Some("SHARE")).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.lock_wallet_shared(wallet.id).await.unwrap();
    assert_held(store, tx, "wallets", "NO KEY UPDATE", Some("SHARE")).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.lock_user_shared(alice.id).await.unwrap();
    assert_held(store, tx, "users", "NO KEY UPDATE", Some("SHARE")).await;
}

pub(crate) async fn exclusive_locks_let_nobody_share(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let wallet = store.wallet(alice.id, "W").await;
    store.grant(&wallet, bob.id, Grant::View).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.lock_pause_exclusive().await.unwrap();
    assert_held(store, tx, "pause", "SHARE", None).await;
    // Rows that refer to a locked wallet or user may still be written.
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.lock_wallet_exclusive(wallet.id).await.unwrap();
    assert_held(store, tx, "wallets", "SHARE", Some("KEY SHARE")).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.lock_user_exclusive(alice.id).await.unwrap();
    assert_held(store, tx, "users", "SHARE", Some("KEY SHARE")).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.lock_delegation(wallet.id, bob.id).await.unwrap();
    assert_held(store, tx, "delegations", "SHARE", None).await;
}
