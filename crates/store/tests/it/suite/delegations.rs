//! Delegations.

use domain::delegation::Grant;
use domain::id::{DelegationId, UserId};
use domain::money::BaseUnits;
use store::{Page, TimeCursor};
use time::Duration as Span;

use crate::fixture::{START, TestStore, fresh};

const LIMITED: Grant = Grant::Transfer { limit: Some(BaseUnits::ZERO) };
const FULL: Grant = Grant::Transfer { limit: None };

pub(crate) async fn granting_again_replaces(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let wallet = store.wallet(alice.id, "W").await;
    let first = store.grant(&wallet, bob.id, LIMITED).await;
    assert!(!first.replaced);
    assert_eq!(first.delegation.grant, LIMITED);
    for grant in [Grant::View, FULL] {
        let again = store.grant_at(&wallet, bob.id, grant, START + Span::hours(1)).await;
        assert!(again.replaced);
        assert_eq!(again.delegation.id, first.delegation.id);
        assert_eq!(again.delegation.grant, grant);
        assert_eq!(again.delegation.created_at, START);
        assert_eq!(again.delegation.updated_at, START + Span::hours(1));
        let found = store.find_delegation(wallet.id, bob.id).await.unwrap();
        assert_eq!(found, Some(again.delegation));
    }
    assert_eq!(store.delegations_of_wallet(wallet.id).await.unwrap().len(), 1);
}

pub(crate) async fn finds_are_scoped(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let stranger = store.user("Stranger").await;
    let wallet = store.wallet(alice.id, "W").await;
    let granted = store.grant(&wallet, bob.id, Grant::View).await.delegation;
    for (user, found) in [(&alice, true), (&bob, true), (&stranger, false)] {
        let delegation = store.find_delegation_of(user.id, granted.id).await.unwrap();
        assert_eq!(delegation.is_some(), found, "{}", user.name);
    }
    let found = store.find_delegation_unscoped(granted.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&granted));
    let nobody = DelegationId::from_uuid(fresh());
    assert_eq!(store.find_delegation_unscoped(nobody).await.unwrap(), None);

    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.find_delegation(wallet.id, bob.id).await.unwrap().as_ref(), Some(&granted));
    assert_eq!(tx.lock_delegation(wallet.id, bob.id).await.unwrap().as_ref(), Some(&granted));
    assert_eq!(tx.lock_delegation(wallet.id, stranger.id).await.unwrap(), None);
    let held = tx.delegations_held_by(bob.id).await.unwrap();
    assert_eq!(held.as_slice(), std::slice::from_ref(&granted));
    assert_eq!(tx.delegations_of_wallet(wallet.id).await.unwrap(), held);
    assert_eq!(tx.delete_delegation(wallet.id, bob.id).await.unwrap(), Some(granted));
    assert_eq!(tx.delete_delegation(wallet.id, bob.id).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(store.delegations_held_by(bob.id).await.unwrap(), []);
}

pub(crate) async fn lists_are_paged(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await;
    let mut grantees: Vec<UserId> = Vec::new();
    for number in 0..5 {
        let grantee = store.user(&format!("Grantee{number}")).await;
        // Two of one moment: the id decides.
        let at = START + Span::seconds(number / 2);
        store.grant_at(&wallet, grantee.id, Grant::View, at).await;
        grantees.push(grantee.id);
    }
    let all = store.delegations_granted(alice.id, Page::first(10)).await.unwrap();
    assert_eq!((all.rows.len(), all.next), (5, None));
    assert_eq!(all.rows[0].grantee_name, "Grantee4");
    assert_eq!(all.rows[0].grantor_email, "Alice@Example.com");
    assert_eq!(all.rows[0].wallet_name, "W");
    let mut paged = Vec::new();
    let mut page = Page::<TimeCursor>::first(2);
    loop {
        let part = store.delegations_granted(alice.id, page).await.unwrap();
        paged.extend(part.rows);
        let Some(next) = part.next else { break };
        page.after = Some(next);
        // A page that is read later is not moved by what is inserted meanwhile.
        let late = store.user(&format!("Late{}", paged.len())).await;
        store.grant_at(&wallet, late.id, Grant::View, START + Span::hours(1)).await;
    }
    assert_eq!(paged, all.rows);
    let listed = store.delegations_listed_of_wallet(wallet.id, Page::first(10)).await.unwrap();
    assert_eq!(listed.rows.len(), 7);
    let received = store.delegations_received(grantees[0], Page::first(10)).await.unwrap();
    assert_eq!(received.rows.len(), 1);
    assert_eq!(received.rows[0].delegation.grantee_id, grantees[0]);
    let other = store.delegations_received(alice.id, Page::first(10)).await.unwrap();
    assert_eq!(other.rows, []);
}
