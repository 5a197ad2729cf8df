//! Copies of balances.

use domain::id::WalletId;
use domain::money::BaseUnits;
use store::balances::Balance;
use time::Duration as Span;

use crate::fixture::{START, TestStore, fresh};

fn balance(asset_key: &str, amount: u128) -> Balance {
    Balance {
        asset_key: asset_key.to_owned(),
        listed: amount.is_multiple_of(2),
        symbol: "ETH".to_owned(),
        decimals: 18,
        amount: BaseUnits::from_u128(amount),
    }
}

async fn replace(store: &TestStore, wallet: WalletId, after: i64, balances: &[Balance]) -> bool {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let as_of = START + Span::seconds(after);
    let replaced = tx.replace_balances(wallet, as_of, balances).await.unwrap();
    tx.commit().await.unwrap();
    replaced
}

pub(crate) async fn an_older_answer_never_overwrites_a_newer_one(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await.id;
    assert!(replace(store, wallet, 10, &[balance("b", 2), balance("a", 1)]).await);
    assert!(!replace(store, wallet, 9, &[balance("c", 3)]).await);
    let copy = store.balance_copies(&[wallet]).await.unwrap().remove(&wallet).unwrap();
    assert_eq!(copy.as_of, Some(START + Span::seconds(10)));
    assert_eq!(copy.balances, [balance("a", 1), balance("b", 2)]);
    assert!(replace(store, wallet, 11, &[balance("a", 4)]).await);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let copy = tx.balance_copy(wallet).await.unwrap().unwrap();
    assert_eq!(copy.balances, [balance("a", 4)]);
}

pub(crate) async fn copies_of_many_wallets_come_together(store: &TestStore) {
    let alice = store.user("Alice").await;
    let (full, empty) = (store.wallet(alice.id, "A").await.id, store.wallet(alice.id, "B").await.id);
    let unknown = store.wallet(alice.id, "C").await.id;
    replace(store, full, 1, &[balance("a", 1), balance("b", 2)]).await;
    replace(store, empty, 2, &[]).await;
    let wallets = [full, empty, unknown, WalletId::from_uuid(fresh())];
    let copies = store.balance_copies(&wallets).await.unwrap();
    assert_eq!(copies.len(), 2);
    assert_eq!(copies[&full].balances.len(), 2);
    assert_eq!(copies[&empty].balances, []);
    assert_eq!(copies[&empty].as_of, Some(START + Span::seconds(2)));
    assert!(store.balance_copies(&[]).await.unwrap().is_empty());
}

pub(crate) async fn failures_and_requests_are_noted(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await.id;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(tx.claim_balance_request(wallet, START, START - Span::seconds(10)).await.unwrap());
    let soon = START + Span::seconds(9);
    assert!(!tx.claim_balance_request(wallet, soon, soon - Span::seconds(10)).await.unwrap());
    let later = START + Span::seconds(11);
    assert!(tx.claim_balance_request(wallet, later, later - Span::seconds(10)).await.unwrap());
    tx.note_balance_failure(wallet, later).await.unwrap();
    tx.commit().await.unwrap();
    let copy = store.balance_copies(&[wallet]).await.unwrap().remove(&wallet).unwrap();
    assert_eq!((copy.as_of, copy.asked_at, copy.failed_at), (None, Some(later), Some(later)));

    assert!(replace(store, wallet, 12, &[]).await);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.note_balance_failure(wallet, later).await.unwrap();
    tx.commit().await.unwrap();
    let copy = store.balance_copies(&[wallet]).await.unwrap().remove(&wallet).unwrap();
    assert_eq!(copy.failed_at, None);
}

pub(crate) async fn the_oldest_copies_are_due_first(store: &TestStore) {
    let alice = store.user("Alice").await;
    let (new, old) = (store.wallet(alice.id, "A").await.id, store.wallet(alice.id, "B").await.id);
    let none = store.wallet(alice.id, "C").await.id;
    store.opening_wallet(alice.id, "D").await;
    replace(store, new, 20, &[]).await;
    replace(store, old, 10, &[]).await;
    let limit = START + Span::seconds(15);
    assert_eq!(store.balances_due(limit, START, 10).await.unwrap(), [none, old]);
    let limit = START + Span::seconds(25);
    assert_eq!(store.balances_due(limit, START, 2).await.unwrap(), [none, old]);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(tx.claim_balance_request(old, START, START).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.balances_due(limit, START, 10).await.unwrap(), [none, new]);
}
