//! People.

use std::collections::BTreeSet;

use domain::id::UserId;
use futures::future::join_all;
use store::people::{EmailMatch, NewUser};
use store::{Page, TimeCursor};
use time::Duration as Span;

use crate::fixture::{ISSUER, START, TestStore, fresh, person};

pub(crate) async fn twenty_first_requests_make_one_user(store: &TestStore) {
    let first_requests = (0..20).map(|_| async {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let user = tx.sync_user(&person("Alice"), START, START).await.unwrap();
        tx.commit().await.unwrap();
        user.id
    });
    let ids: BTreeSet<UserId> = join_all(first_requests).await.into_iter().collect();
    assert_eq!(ids.len(), 1);
    let alice = store.find_user_by_subject(ISSUER, "auth|alice").await.unwrap().unwrap();
    assert!(ids.contains(&alice.id));
    assert_eq!(store.find_user(alice.id).await.unwrap(), Some(alice));
}

pub(crate) async fn the_token_issued_later_wins(store: &TestStore) {
    let alice = store.user("Alice").await;
    let renamed = NewUser {
        name: "Alice Liddell".to_owned(),
        email: "A@example.com".to_owned(),
        email_key: "a@example.com".to_owned(),
        email_verified: None,
        is_employee: true,
        ..person("Alice")
    };
    let (issued, seen) = (START + Span::hours(1), START + Span::hours(2));
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let later = tx.sync_user(&renamed, issued, seen).await.unwrap();
    assert_eq!(later.id, alice.id);
    assert_eq!(later.name, "Alice Liddell");
    assert_eq!(later.email_key, "a@example.com");
    assert_eq!(later.email_verified, None);
    assert!(later.is_employee);
    assert_eq!(later.first_seen_at, START);
    assert_eq!((later.token_issued_at, later.last_seen_at), (Some(issued), Some(seen)));

    // An earlier token changes nothing, and an earlier visit is not the last one.
    let earlier = tx.sync_user(&person("Alice"), START, START).await.unwrap();
    assert_eq!(earlier, later);
    let again = tx.sync_user(&person("Alice"), START, seen + Span::hours(1)).await.unwrap();
    assert_eq!(again.name, "Alice Liddell");
    assert_eq!(again.last_seen_at, Some(seen + Span::hours(1)));
    tx.commit().await.unwrap();
}

pub(crate) async fn known_people_have_not_signed_in(store: &TestStore) {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let known = tx.ensure_known_user(&person("Bob"), START).await.unwrap();
    assert_eq!((known.token_issued_at, known.last_seen_at), (None, None));
    let again = tx.ensure_known_user(&person("Bob"), START + Span::hours(1)).await.unwrap();
    assert_eq!(again, known);
    let old_token = START - Span::hours(1);
    let signed_in = tx.sync_user(&person("Bob"), old_token, START).await.unwrap();
    assert_eq!(signed_in.id, known.id);
    assert_eq!(signed_in.token_issued_at, Some(old_token));
    tx.commit().await.unwrap();
}

pub(crate) async fn emails_find_one_nobody_or_many(store: &TestStore) {
    let email = "alice@example.com";
    assert_eq!(store.find_user_by_email(ISSUER, email).await.unwrap(), EmailMatch::Nobody);
    let alice = store.user("Alice").await;
    let found = store.find_user_by_email(ISSUER, email).await.unwrap();
    assert_eq!(found, EmailMatch::One(Box::new(alice.clone())));
    let elsewhere = store.find_user_by_email("https://other.example.com/", email).await.unwrap();
    assert_eq!(elsewhere, EmailMatch::Nobody);

    // Who only claims the email neither gets anything nor keeps the owner from getting it.
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let claimed = NewUser {
        subject: "auth|mallory".to_owned(),
        email_verified: Some(false),
        ..person("Alice")
    };
    tx.sync_user(&claimed, START, START).await.unwrap();
    let found = tx.find_user_by_email(ISSUER, email).await.unwrap();
    assert_eq!(found, EmailMatch::One(Box::new(alice.clone())));

    let double = NewUser {
        subject: "auth|double".to_owned(),
        email_verified: None,
        ..person("Alice")
    };
    let double = tx.sync_user(&double, START, START).await.unwrap();
    assert_eq!(tx.find_user_by_email(ISSUER, email).await.unwrap(), EmailMatch::Many);
    assert!(tx.retire_user(alice.id, START).await.unwrap());
    let found = tx.find_user_by_email(ISSUER, email).await.unwrap();
    assert_eq!(found, EmailMatch::One(Box::new(double)));
    tx.commit().await.unwrap();
}

pub(crate) async fn retiring_is_for_good(store: &TestStore) {
    let alice = store.user("Alice").await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.lock_user_shared(alice.id).await.unwrap(), Some(alice.clone()));
    assert_eq!(tx.lock_user_exclusive(alice.id).await.unwrap(), Some(alice.clone()));
    assert!(tx.retire_user(alice.id, START).await.unwrap());
    assert!(!tx.retire_user(alice.id, START + Span::hours(1)).await.unwrap());
    assert!(!tx.retire_user(UserId::from_uuid(fresh()), START).await.unwrap());
    let back = START + Span::hours(2);
    let user = tx.sync_user(&person("Alice"), back, back).await.unwrap();
    assert_eq!(user.retired_at, Some(START));
    assert_eq!(tx.find_user(alice.id).await.unwrap(), Some(user));
    tx.commit().await.unwrap();
}

pub(crate) async fn users_are_found_together(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let ids = [bob.id, alice.id, UserId::from_uuid(fresh())];
    let mut users = store.users(&ids).await.unwrap();
    users.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(users, [alice, bob]);
    assert_eq!(store.users(&[]).await.unwrap(), []);
}

pub(crate) async fn customers_are_searched_and_paged(store: &TestStore) {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    for (place, name) in ["Ägidius", "Bob", "Charlie", "Claire"].into_iter().enumerate() {
        let is_employee = name.starts_with('C');
        let new = NewUser { is_employee, ..person(name) };
        let at = START + Span::seconds(i64::try_from(place).unwrap() / 2);
        tx.sync_user(&new, at, at).await.unwrap();
    }
    let twin = NewUser { subject: "auth|twin".to_owned(), ..person("Bob") };
    tx.sync_user(&twin, START, START).await.unwrap();
    tx.commit().await.unwrap();
    let charlie = store.find_user_by_subject(ISSUER, "auth|charlie").await.unwrap().unwrap();
    store.opening_wallet(charlie.id, "One").await;
    store.opening_wallet(charlie.id, "Two").await;

    // Charlie is an employee with wallets, Claire an employee without.
    let all = store.customers(None, Page::first(10)).await.unwrap();
    assert_eq!(all.next, None);
    assert_eq!(all.rows.len(), 4);
    assert_eq!(all.rows[0].user.name, "Charlie");
    assert_eq!((all.rows[0].wallet_count, all.rows[0].email_clash), (2, false));
    let clashes = all.rows.iter().filter(|row| row.email_clash).count();
    assert_eq!(clashes, 2);
    assert_eq!(store.count_customers().await.unwrap(), 4);
    let found = store.find_customer(charlie.id).await.unwrap();
    assert_eq!(found.as_ref(), all.rows.first());

    let mut paged = Vec::new();
    let mut page = Page::<TimeCursor>::first(1);
    loop {
        let part = store.customers(None, page).await.unwrap();
        paged.extend(part.rows);
        let Some(next) = part.next else { break };
        page.after = Some(next);
    }
    assert_eq!(paged, all.rows);

    for (text, found) in [("ÄGI", 1), ("bob@EXAMPLE", 2), ("%", 0), ("_ob", 0), ("nobody", 0)] {
        let rows = store.customers(Some(text), Page::first(10)).await.unwrap().rows;
        assert_eq!(rows.len(), found, "{text}");
    }
}

pub(crate) async fn employees_are_counted_until_they_are_retired(store: &TestStore) {
    store.user("Alice").await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.count_employees().await.unwrap(), 0);
    let mut staff = Vec::new();
    for name in ["Claire", "Dana"] {
        let employee = NewUser {
            is_employee: true,
            ..person(name)
        };
        staff.push(tx.sync_user(&employee, START, START).await.unwrap().id);
    }
    assert_eq!(tx.count_employees().await.unwrap(), 2);
    assert!(tx.retire_user(staff[0], START).await.unwrap());
    assert_eq!(tx.count_employees().await.unwrap(), 1);
}
