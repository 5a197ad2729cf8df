//! The audit.

use domain::id::UserId;
use store::audit::{Audit, AuditFilter, NewAudit};
use store::{Page, SeqCursor};
use time::Duration as Span;

use crate::fixture::{START, TestStore, fresh};

fn entry(actor_id: Option<UserId>, kind: &str, subject: &str, after: i64) -> NewAudit {
    NewAudit {
        at: START + Span::seconds(after),
        actor_id,
        actor: actor_id.map_or("worker".to_owned(), |id| id.to_string()),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        before: None,
        after: Some(serde_json::json!({"name": "Alice\u{2019}s \"Wallet\"", "n": 12})),
        request_id: "req".to_owned(),
        address: "127.0.0.1".to_owned(),
    }
}

pub(crate) async fn rows_are_filtered_and_paged(store: &TestStore) {
    let alice = UserId::from_uuid(fresh());
    let entries = [
        entry(Some(alice), "transfer.approved", "tr_1", 0),
        entry(None, "alert.orphan", "wal_1", 1),
        entry(Some(alice), "alert", "wal_2", 2),
        entry(None, "alerting.other", "wal_1", 3),
    ];
    let mut tx = store.begin(crate::TEST).await.unwrap();
    for entry in &entries {
        tx.append_audit(entry).await.unwrap();
    }
    tx.commit().await.unwrap();

    let all = store.audit(&AuditFilter::default(), Page::first(10)).await.unwrap();
    assert_eq!(all.next, None);
    let written: Vec<_> = all.rows.iter().rev().map(|row| row.entry.clone()).collect();
    assert_eq!(written, entries);
    let first = store.audit(&AuditFilter::default(), Page::first(3)).await.unwrap();
    assert_eq!(first.next, Some(SeqCursor { seq: all.rows[2].seq }));
    let rest = Page { after: first.next, limit: 3 };
    let rest = store.audit(&AuditFilter::default(), rest).await.unwrap();
    assert_eq!((rest.rows.as_slice(), rest.next), (&all.rows[3..], None));

    let none = AuditFilter::default;
    let cases: [(AuditFilter, &[usize]); 7] = [
        (AuditFilter { actor_id: Some(alice), ..none() }, &[0, 2]),
        (AuditFilter { actor: Some("worker".to_owned()), ..none() }, &[1, 3]),
        (AuditFilter { kind: Some("alert".to_owned()), ..none() }, &[1, 2]),
        (AuditFilter { kind: Some("alert.orphan".to_owned()), ..none() }, &[1]),
        (AuditFilter { subject: Some("wal_1".to_owned()), ..none() }, &[1, 3]),
        (AuditFilter { from: Some(START + Span::seconds(2)), ..none() }, &[2, 3]),
        (AuditFilter { to: Some(START + Span::seconds(2)), ..none() }, &[0, 1]),
    ];
    for (filter, expected) in cases {
        let rows: Vec<Audit> = store.audit(&filter, Page::first(10)).await.unwrap().rows;
        let found: Vec<_> = rows.into_iter().rev().map(|row| row.entry).collect();
        let expected: Vec<_> = expected.iter().map(|place| entries[*place].clone()).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
}

pub(crate) async fn rows_never_change(store: &TestStore) {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.append_audit(&entry(None, "a", "b", 0)).await.unwrap();
    tx.commit().await.unwrap();
    store.refuses("UPDATE audit SET actor = 'nobody'").await;
    store.refuses("DELETE FROM audit").await;
    if store.engine() == store::Engine::Postgres {
        store.refuses("TRUNCATE audit, audit_seals, alert_acknowledgements").await;
    }
}

pub(crate) async fn an_undone_change_leaves_no_row(store: &TestStore) {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.append_audit(&entry(None, "a", "b", 0)).await.unwrap();
    drop(tx);
    let rows = store.audit(&AuditFilter::default(), Page::first(10)).await.unwrap().rows;
    assert_eq!(rows, []);
}

pub(crate) async fn deeds_are_found_by_their_things(store: &TestStore) {
    let (alice, gone) = (store.user("Alice").await.id, UserId::from_uuid(fresh()));
    let entries = [
        entry(Some(alice), "wallet.frozen", "wal_1", 0),
        entry(None, "wallet.frozen", "wal_2", 1),
        entry(Some(gone), "wallet.frozen", "wal_1", 2),
        entry(Some(alice), "wallet.unfrozen", "wal_1", 3),
        entry(Some(alice), "wallet.frozen", "wal_3", 4),
    ];
    let mut tx = store.begin(crate::TEST).await.unwrap();
    for entry in &entries {
        tx.append_audit(entry).await.unwrap();
    }
    tx.commit().await.unwrap();
    let deeds = store.deeds("wallet.frozen", ["wal_1", "wal_2", "wal_\"4"]).await.unwrap();
    let found: Vec<_> = deeds
        .iter()
        .map(|deed| (deed.subject.as_str(), deed.actor_id, deed.actor_name.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("wal_1", Some(alice), Some("Alice")),
            ("wal_2", None, None),
            ("wal_1", Some(gone), None)
        ]
    );
    assert_eq!(deeds[0].after, entries[0].after);
    assert_eq!(store.deeds("wallet.frozen", [""; 0]).await.unwrap(), []);
}
