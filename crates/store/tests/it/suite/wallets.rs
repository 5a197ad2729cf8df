//! Wallets.

use std::time::Duration;

use time::Duration as Span;

use crate::fixture::{START, TestStore, address, custody_wallet_id, node};
use domain::wallet::WalletStatus;

const LEASE: Duration = Duration::from_secs(12);

pub async fn opens_once(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.opening_wallet(alice.id, "Alice\u{2019}s Wallet").await;
    assert_eq!(wallet.status, WalletStatus::Opening);
    assert_eq!(store.openings_due(10).await.unwrap(), [wallet.id]);

    let (first, second) = (node("a", 1), node("b", 1));
    let mut tx = store.begin().await.unwrap();
    let claimed = tx.claim_opening(wallet.id, &first, LEASE).await.unwrap().unwrap();
    assert_eq!(claimed.open_attempts, 1);
    assert_eq!(tx.claim_opening(wallet.id, &second, LEASE).await.unwrap(), None);
    let custody = custody_wallet_id();
    assert!(!tx.set_custody_wallet(wallet.id, &second, &custody).await.unwrap());
    assert!(tx.set_custody_wallet(wallet.id, &first, &custody).await.unwrap());
    assert!(!tx.set_custody_wallet(wallet.id, &first, &custody_wallet_id()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.openings_due(10).await.unwrap(), []);

    let mut tx = store.begin().await.unwrap();
    let address = address();
    let at = START + Span::seconds(2);
    let finish = tx.finish_opening(wallet.id, &second, &custody, address, at).await.unwrap();
    assert_eq!(finish, None);
    let open = tx.finish_opening(wallet.id, &first, &custody, address, at).await.unwrap().unwrap();
    assert_eq!(open.status, WalletStatus::Active);
    assert_eq!((open.address, open.opened_at), (Some(address), Some(at)));
    let again = tx.finish_opening(wallet.id, &first, &custody, address, at).await.unwrap();
    assert_eq!(again, None);
    tx.commit().await.unwrap();
    assert_eq!(store.find_wallet_of(alice.id, wallet.id).await.unwrap(), Some(open));
}

pub async fn a_lost_lease_writes_nothing(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.opening_wallet(alice.id, "W").await;
    let (slow, quick) = (node("a", 1), node("b", 1));
    let mut tx = store.begin().await.unwrap();
    tx.claim_opening(wallet.id, &slow, LEASE).await.unwrap().unwrap();
    assert!(tx.renew_opening(wallet.id, &slow, LEASE).await.unwrap());
    tx.commit().await.unwrap();
    store.pass(Span::seconds(13)).await;
    assert_eq!(store.openings_due(10).await.unwrap(), [wallet.id]);

    let mut tx = store.begin().await.unwrap();
    tx.claim_opening(wallet.id, &quick, LEASE).await.unwrap().unwrap();
    assert!(!tx.renew_opening(wallet.id, &slow, LEASE).await.unwrap());
    assert!(!tx.postpone_opening(wallet.id, &slow, LEASE).await.unwrap());
    let finish = tx.finish_opening(wallet.id, &slow, &custody_wallet_id(), address(), START).await;
    assert_eq!(finish.unwrap(), None);
    assert!(tx.postpone_opening(wallet.id, &quick, Duration::from_secs(5)).await.unwrap());
    assert_eq!(tx.claim_opening(wallet.id, &quick, LEASE).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(store.openings_due(10).await.unwrap(), []);
    store.pass(Span::seconds(6)).await;
    assert_eq!(store.openings_due(10).await.unwrap(), [wallet.id]);
}
