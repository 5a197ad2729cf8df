//! Idempotency keys.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::id::UserId;
use futures::future::join_all;
use store::Error;
use store::idempotency::{Claim, IdempotencyKey, MadeThing};
use time::Duration as Span;

use crate::fixture::{START, TestStore, fresh};

fn key(user: UserId, key: &str) -> IdempotencyKey {
    IdempotencyKey { user, route: "POST /api/wallets".to_owned(), key: key.to_owned() }
}

fn thing(kind: &str) -> MadeThing {
    MadeThing { kind: kind.to_owned(), id: fresh(), status: 201 }
}

async fn make(store: &TestStore, key: &IdempotencyKey, thing: &MadeThing) {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.claim_key(key, "hash", START).await.unwrap(), Claim::New);
    tx.bind_key(key, thing).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn a_repeat_meets_what_was_made(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let (first, made) = (key(alice.id, "k"), thing("wallet"));
    assert_eq!(store.look_up_key(&first, "hash").await.unwrap(), Claim::New);
    make(store, &first, &made).await;
    let found = store.look_up_key(&first, "hash").await.unwrap();
    assert_eq!(found, Claim::Existing(made.clone()));
    assert_eq!(store.look_up_key(&first, "other").await.unwrap(), Claim::OtherBody);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let repeat = tx.claim_key(&first, "hash", START).await.unwrap();
    assert_eq!(repeat, Claim::Existing(made.clone()));
    assert_eq!(tx.claim_key(&first, "other", START).await.unwrap(), Claim::OtherBody);
    // Another person, another route: another key.
    assert_eq!(tx.claim_key(&key(bob.id, "k"), "other", START).await.unwrap(), Claim::New);
    let route = IdempotencyKey { route: "POST /api/delegations".to_owned(), ..first.clone() };
    assert_eq!(tx.claim_key(&route, "other", START).await.unwrap(), Claim::New);
    let bound = tx.bind_key(&first, &made).await;
    assert!(matches!(bound, Err(Error::Corrupt { .. })));
    drop(tx);

    // What was undone has claimed nothing.
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.claim_key(&route, "other", START).await.unwrap(), Claim::New);
    tx.rollback().await.unwrap();
    make(store, &route, &made).await;
}

pub(crate) async fn of_twenty_at_once_one_makes_it(store: &TestStore) {
    let alice = store.user("Alice").await;
    let key = key(alice.id, "double click");
    let made = AtomicUsize::new(0);
    let clicks = (0..20).map(|_| async {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let id = match tx.claim_key(&key, "hash", START).await.unwrap() {
            Claim::New => {
                made.fetch_add(1, Ordering::SeqCst);
                // Time for the others to arrive at the claim.
                tokio::task::yield_now().await;
                let thing = thing("wallet");
                tx.bind_key(&key, &thing).await.unwrap();
                thing.id
            }
            Claim::Existing(thing) => thing.id,
            Claim::OtherBody => panic!("the body is the same"),
        };
        tx.commit().await.unwrap();
        id
    });
    let mut ids = join_all(clicks).await;
    ids.dedup();
    assert_eq!((ids.len(), made.load(Ordering::SeqCst)), (1, 1));
}

pub(crate) async fn old_keys_go_those_of_transfers_stay(store: &TestStore) {
    let alice = store.user("Alice").await;
    for (name, kind) in [("a", "wallet"), ("b", "transfer"), ("c", "delegation")] {
        make(store, &key(alice.id, name), &thing(kind)).await;
    }
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.purge_keys(START).await.unwrap(), 0);
    assert_eq!(tx.purge_keys(START + Span::seconds(1)).await.unwrap(), 2);
    assert_eq!(tx.claim_key(&key(alice.id, "a"), "new", START).await.unwrap(), Claim::New);
    let kept = tx.claim_key(&key(alice.id, "b"), "new", START).await.unwrap();
    assert_eq!(kept, Claim::OtherBody);
}
