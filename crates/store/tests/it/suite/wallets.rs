//! Wallets.

use std::time::Duration;

use domain::delegation::Grant;
use domain::id::WalletId;
use domain::network::Network;
use domain::wallet::{Freezer, WalletStatus};
use store::wallets::{SeenWallet, Wallet};
use time::Duration as Span;

use crate::fixture::{START, TestStore, address, custody_wallet_id, fresh, new_wallet, node};

const LEASE: Duration = Duration::from_secs(12);

pub(crate) async fn opens_once(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.opening_wallet(alice.id, "Alice\u{2019}s Wallet").await;
    assert_eq!(wallet.status, WalletStatus::Opening);
    assert_eq!(store.openings_due(10).await.unwrap(), [wallet.id]);

    let (first, second) = (node("a", 1), node("b", 1));
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let claimed = tx.claim_opening(wallet.id, &first, LEASE).await.unwrap().unwrap();
    assert_eq!(claimed.open_attempts, 1);
    assert_eq!(tx.claim_opening(wallet.id, &second, LEASE).await.unwrap(), None);
    let custody = custody_wallet_id();
    assert!(!tx.set_custody_wallet(wallet.id, &second, &custody).await.unwrap());
    assert!(tx.set_custody_wallet(wallet.id, &first, &custody).await.unwrap());
    assert!(!tx.set_custody_wallet(wallet.id, &first, &custody_wallet_id()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.openings_due(10).await.unwrap(), []);

    let mut tx = store.begin(crate::TEST).await.unwrap();
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

pub(crate) async fn a_lost_lease_writes_nothing(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.opening_wallet(alice.id, "W").await;
    let (slow, quick) = (node("a", 1), node("b", 1));
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.claim_opening(wallet.id, &slow, LEASE).await.unwrap().unwrap();
    assert!(tx.renew_opening(wallet.id, &slow, LEASE).await.unwrap());
    tx.commit().await.unwrap();
    store.pass(Span::seconds(13)).await;
    assert_eq!(store.openings_due(10).await.unwrap(), [wallet.id]);

    let mut tx = store.begin(crate::TEST).await.unwrap();
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

pub(crate) async fn finds_are_scoped(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let stranger = store.user("Stranger").await;
    let wallet = store.wallet(alice.id, "W").await;
    let granted = store.grant(&wallet, bob.id, Grant::View).await.delegation;

    assert_eq!(store.find_wallet_of(alice.id, wallet.id).await.unwrap(), Some(wallet.clone()));
    assert_eq!(store.find_wallet_of(bob.id, wallet.id).await.unwrap(), None);
    let seen = |delegation| {
        Some(SeenWallet { wallet: wallet.clone(), owner_name: "Alice".to_owned(), delegation })
    };
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let cases = [(alice.id, seen(None)), (bob.id, seen(Some(granted))), (stranger.id, None)];
    for (user, expected) in cases {
        assert_eq!(store.find_wallet_seen_by(user, wallet.id).await.unwrap(), expected);
        assert_eq!(tx.find_wallet_seen_by(user, wallet.id).await.unwrap(), expected);
    }
    let nowhere = WalletId::from_uuid(fresh());
    assert_eq!(store.find_wallet_unscoped(nowhere).await.unwrap(), None);
    assert_eq!(tx.find_wallet_unscoped(wallet.id).await.unwrap(), Some(wallet.clone()));

    let custody = wallet.custody_wallet_id.clone().unwrap();
    let found = store.find_wallet_by_custody_id_unscoped(&custody).await.unwrap();
    assert_eq!(found, Some(wallet.clone()));
    let other = store.find_wallet_by_custody_id_unscoped(&custody_wallet_id()).await.unwrap();
    assert_eq!(other, None);
    let address = wallet.address.unwrap();
    for (network, expected) in [(wallet.network, Some(wallet.clone())), (Network::Ethereum, None)] {
        let found = store.find_wallet_by_address_unscoped(network, address).await.unwrap();
        assert_eq!(found, expected);
        let found = tx.find_wallet_by_address_unscoped(network, address).await.unwrap();
        assert_eq!(found, expected);
    }
}

pub(crate) async fn lists_hold_own_and_shared_wallets(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let (first, second) = (store.wallet(alice.id, "1").await, store.opening_wallet(alice.id, "2").await);
    let mut own = store.wallets_of(alice.id).await.unwrap();
    own.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(own, [first.clone(), second.clone()]);
    assert_eq!(store.count_wallets_of(alice.id).await.unwrap(), 2);
    assert_eq!(store.wallets_delegated_to(bob.id).await.unwrap(), []);
    store.grant_at(&second, bob.id, Grant::View, START).await;
    store.grant_at(&first, bob.id, Grant::View, START + Span::seconds(1)).await;
    let shared = store.wallets_delegated_to(bob.id).await.unwrap();
    let names: Vec<_> = shared.iter().map(|seen| seen.wallet.name.as_str()).collect();
    assert_eq!(names, ["2", "1"]);
    assert!(shared.iter().all(|seen| seen.delegation.is_some() && seen.owner_name == "Alice"));
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.count_wallets_of(bob.id).await.unwrap(), 0);
    assert_eq!(tx.count_wallets_of(alice.id).await.unwrap(), 2);
}

pub(crate) async fn the_owner_alone_renames(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let wallet = store.wallet(alice.id, "W").await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.rename_wallet_of(bob.id, wallet.id, "Mine").await.unwrap(), None);
    let renamed = tx.rename_wallet_of(alice.id, wallet.id, "Ours").await.unwrap();
    assert_eq!(renamed, Some(Wallet { name: "Ours".to_owned(), ..wallet.clone() }));
    tx.commit().await.unwrap();
    assert_eq!(store.find_wallet_unscoped(wallet.id).await.unwrap(), renamed);
}

pub(crate) async fn the_two_freezes_are_apart(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await;
    let later = START + Span::hours(1);
    let steps = [
        (Freezer::Owner, Some(START), WalletStatus::Frozen, (Some(START), None)),
        (Freezer::Owner, Some(later), WalletStatus::Frozen, (Some(START), None)),
        (Freezer::Bank, Some(later), WalletStatus::Frozen, (Some(START), Some(later))),
        (Freezer::Owner, None, WalletStatus::Frozen, (None, Some(later))),
        (Freezer::Owner, None, WalletStatus::Frozen, (None, Some(later))),
        (Freezer::Bank, None, WalletStatus::Active, (None, None)),
        (Freezer::Bank, None, WalletStatus::Active, (None, None)),
    ];
    let mut tx = store.begin(crate::TEST).await.unwrap();
    for (by, since, status, times) in steps {
        let wallet = tx.set_wallet_frozen(wallet.id, by, since).await.unwrap().unwrap();
        assert_eq!(wallet.status, status);
        assert_eq!((wallet.frozen_by_owner_at, wallet.frozen_by_bank_at), times);
        assert_eq!(wallet.freezes().by_owner, times.0.is_some());
        assert_eq!(wallet.freezes().by_bank, times.1.is_some());
    }
    let nowhere = WalletId::from_uuid(fresh());
    assert_eq!(tx.set_wallet_frozen(nowhere, Freezer::Bank, None).await.unwrap(), None);
}

pub(crate) async fn a_freeze_outlives_the_opening(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.opening_wallet(alice.id, "W").await;
    let node = node("a", 1);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let held = tx.set_wallet_frozen(wallet.id, Freezer::Bank, Some(START)).await.unwrap().unwrap();
    assert_eq!(held.status, WalletStatus::Opening);
    tx.claim_opening(wallet.id, &node, LEASE).await.unwrap().unwrap();
    let (custody, address) = (custody_wallet_id(), address());
    let open = tx.finish_opening(wallet.id, &node, &custody, address, START).await.unwrap();
    assert_eq!(open.unwrap().status, WalletStatus::Frozen);
}

pub(crate) async fn ids_at_custody_and_addresses_are_unique(store: &TestStore) {
    let alice = store.user("Alice").await;
    let open = store.wallet(alice.id, "1").await;
    let (custody, taken) = (open.custody_wallet_id.unwrap(), open.address.unwrap());
    let node = node("a", 1);
    for (custody, address) in [(custody, address()), (custody_wallet_id(), taken)] {
        let wallet = store.opening_wallet(alice.id, "2").await;
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.claim_opening(wallet.id, &node, LEASE).await.unwrap().unwrap();
        let finished = tx.finish_opening(wallet.id, &node, &custody, address, START).await;
        assert!(finished.unwrap_err().is_unique_violation());
    }
    let mut again = new_wallet(alice.id, "3");
    again.external_id = open.external_id;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(tx.insert_wallet(&again).await.unwrap_err().is_unique_violation());
}

pub(crate) async fn a_freeze_waits_for_whoever_acts_on_the_wallet(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await;
    let sending = async {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.lock_pause_shared().await.unwrap();
        let locked = tx.lock_wallet_shared(wallet.id).await.unwrap().unwrap();
        // The other one is let to its lock, and must not get it.
        for _ in 0..20 {
            tokio::task::yield_now().await;
            store.ping().await.unwrap();
        }
        assert_eq!(store.find_wallet_unscoped(wallet.id).await.unwrap().as_ref(), Some(&locked));
        let renamed = tx.rename_wallet_of(alice.id, wallet.id, "acted").await;
        tx.commit().await.unwrap();
        (locked, renamed.unwrap().unwrap())
    };
    let freezing = async {
        tokio::task::yield_now().await;
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.lock_pause_exclusive().await.unwrap();
        let locked = tx.lock_wallet_exclusive(wallet.id).await.unwrap().unwrap();
        let frozen = tx.set_wallet_frozen(wallet.id, Freezer::Bank, Some(START)).await.unwrap();
        tx.commit().await.unwrap();
        (locked, frozen.unwrap())
    };
    let ((before, acted), (locked, frozen)) = futures::future::join(sending, freezing).await;
    // Either order is right, but never one inside the other.
    assert_eq!(before.status, acted.status);
    assert!(locked == acted || acted.status == WalletStatus::Frozen, "{locked:?}");
    assert_eq!(frozen.status, WalletStatus::Frozen);
}

pub(crate) async fn people_around_a_wallet_are_found(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let wallet = store.wallet(alice.id, "W").await;
    store.grant(&wallet, bob.id, Grant::View).await;
    let people = store.begin(crate::TEST).await.unwrap().wallet_people(wallet.id).await.unwrap().unwrap();
    let ids = |people: &[domain::person::Person]| -> Vec<_> { people.iter().map(|one| one.id).collect() };
    assert_eq!(people.owner.id, alice.id);
    assert_eq!(ids(&people.delegates), [bob.id]);
    assert_eq!(ids(&people.parties), []);
    let nowhere = domain::id::WalletId::from_uuid(crate::fixture::fresh());
    assert_eq!(store.begin(crate::TEST).await.unwrap().wallet_people(nowhere).await.unwrap(), None);
}
